using Microsoft.Data.Analysis;

namespace MhdNet.Studies;

/// <summary>The tables of a study that are printed, each computed once: intervals take thousands of resamples.</summary>
/// <param name="result">What is finished of the study.</param>
public sealed class PrintedTables(StudyResult result)
{
    /// <summary>Whose they are.</summary>
    public StudyResult Result => result;

    /// <summary>The rows, as <see cref="StudyTables.Table"/>.</summary>
    public DataFrame Rows { get; } = result.Table();

    /// <summary>The rows by each declared metric, as <see cref="DeclaredTable"/>.</summary>
    public DataFrame Declared { get; } = result.Declared();

    /// <summary>What each row deploys, as <see cref="StudyTables.Costs"/>; null in a study that does not ask, and on fresh patients, who
    /// change none of it.</summary>
    public DataFrame? Costs { get; } = result.Study.AsksCosts && !result.IsOnFreshPatients ? result.Costs() : null;
}

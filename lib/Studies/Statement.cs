
using MhdNet.Evaluation;
using MhdNet.Studies.Paper;

namespace MhdNet.Studies;

/// <summary>A statement that a study can judge: its reference (its first row) is better than each of some rows, or worse than
/// each.</summary>
/// <param name="Id">Id of the paper's statement (<see cref="Published.Claims"/>), or of a table's.</param>
/// <param name="Rows">The rows that the reference is compared with.</param>
public sealed record Statement(string Id, params IReadOnlyList<string> Rows)
{
    /// <summary>The statement is that the rows are better than the reference.</summary>
    public bool RowsAreBetter { get; init; }

    /// <summary>Types whose patients alone are looked at; empty: all.</summary>
    public IReadOnlyList<string> Types { get; init; } = [];

    /// <summary>Name of the typing that it is about (<see cref="Data.LabelSet.Name"/>); null: whatever the cohort's.</summary>
    public string? Typing { get; init; }

    /// <summary>What is judged, as a sentence.</summary>
    public string InWords(Study study)
    {
        ArgumentNullException.ThrowIfNull(study);
        var rows = string.Join(", ", Rows);
        var (first, second) = RowsAreBetter ? (rows, study.Experiments[0].Name)
            : (study.Experiments[0].Name, Rows.Count > 1 ? $"each of {rows}" : rows);
        return $"{study.Score.Label()} of {first} above {second}{(Types.Count > 0 ? $" on {string.Join(" and ", Types)}" : "")}";
    }
}

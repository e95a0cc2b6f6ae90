using System.CommandLine;
using MhdNet.Methods;
using MhdNet.Runtime;
using MhdNet.Studies;
using MhdNet.Studies.Paper;

namespace MhdNet.Cli;

/// <summary>What every command of <c>mhdnet study</c> is asked about: a study, of it some rows, seeds, a scale and a cohort.</summary>
internal static class AskedStudy
{
    public static Argument<string> StudyName { get; } = new("study") { Description = "Its name, as `mhdnet study list` has it" };

    public static Option<string> ScaleOption { get; } = CommonOptions.Scale();

    public static Option<string> CohortOption { get; } = CommonOptions.Cohort();

    public static Option<string> Seeds { get; } =
        new("--seeds") { Description = "How many seeds (5: seeds 1 to 5), or which (1,2,7)", DefaultValueFactory = _ => "5" };

    public static Option<string[]> Only { get; } =
        new("--only") { Description = "Rows to take beside the first, instead of all; may be repeated" };

    /// <summary>The study, reduced to the rows asked for, and the seeds.</summary>
    public static (Study Study, IReadOnlyList<int> Seeds) Of(ParseResult parsed)
    {
        var study = StudyCatalogue.Find(parsed.GetValue(StudyName)!);
        var only = parsed.GetValue(Only) ?? [];
        return (only.Length == 0 ? study : study.Only(only), SeedList.Parse(parsed.GetValue(Seeds)!));
    }

    /// <summary>The scale, and the cohort's folder: empty for the built-in one.</summary>
    public static (Scale Scale, string Cohort) Place(ParseResult parsed) =>
        (Scales.Parse(parsed.GetValue(ScaleOption)!), parsed.GetValue(CohortOption)!);

    /// <summary>The error that nothing of the study is trained.</summary>
    public static InputException Unfinished(ParseResult parsed, Study study) => new(
        $"study {study.Name}: none of its runs of these seeds is finished on this cohort at scale {parsed.GetValue(ScaleOption)}: "
        + $"`mhdnet study run {study.Name}` with the same options trains them");
}

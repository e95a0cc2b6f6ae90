using MhdNet.Studies.Paper;

namespace MhdNet.Cli.Certify;

/// <summary>By which command each of the paper's statements is judged.</summary>
internal static class StatementMap
{
    /// <summary>The command that judges a statement, or shows its value.</summary>
    public static string CommandOf(LedgerEntry entry)
    {
        if (entry.Standing == Standing.NotRun)
        {
            return entry.Here.Split('`') is [_, var named, ..] ? named : entry.Here;
        }

        var study = StudyCatalogue.All.FirstOrDefault(study => study.Statements.Any(statement => statement.Id == entry.Id));
        return study is not null || entry.Runs.Count > 0
            ? $"mhdnet study run {(study ?? Tables3And4.Study).Name} --scale demo --seeds 3"
            : entry.Standing == Standing.AnotherCohort ? "mhdnet cohort show data/phantom-demo"
            : "mhdnet ledger --scale demo --seeds 3";
    }

    /// <summary>The runs behind a statement, in few words.</summary>
    public static string RunsOf(LedgerEntry entry) => entry.Runs.Distinct().ToList() switch
    {
        [] => "-",
        [var one] => one,
        var many => $"{many[0]} and {many.Count - 1} more",
    };
}

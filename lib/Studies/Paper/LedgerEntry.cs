
using MhdNet.Evaluation;

namespace MhdNet.Studies.Paper;

/// <summary>How a statement of the paper stands.</summary>
public enum Standing
{
    /// <summary>It holds on this data.</summary>
    Holds,

    /// <summary>It does not hold on this data.</summary>
    DoesNotHold,

    /// <summary>The patients and seeds at hand cannot tell.</summary>
    Undecided,

    /// <summary>It is a value of the paper's own patients: ours stands beside it, and neither confirms nor refutes it.</summary>
    AnotherCohort,

    /// <summary>It is what the authors set: no claim, and no verdict.</summary>
    Setting,

    /// <summary>What would judge it has not been run.</summary>
    NotRun,
}

/// <summary>A statement of the paper, and what is known of it here.</summary>
/// <param name="Id">Short id.</param>
/// <param name="Where">Figure, table or section.</param>
/// <param name="Claim">What the paper states.</param>
/// <param name="Paper">The paper's value, with its unit.</param>
/// <param name="Judged">What was judged or counted here.</param>
/// <param name="Here">Our value; what it takes to get one where there is none.</param>
/// <param name="Standing">How it stands.</param>
/// <param name="Runs">Names of the runs behind it.</param>
public sealed record LedgerEntry(
    string Id, string Where, string Claim, string Paper, string Judged, string Here, Standing Standing, IReadOnlyList<string> Runs)
{
    /// <summary>First digits of the fingerprint of the code that all methods share, as the runs were trained by; empty without
    /// runs.</summary>
    public string Code { get; init; } = "";

    /// <summary>What kind of statement it is.</summary>
    public StatementTier Tier { get; init; }

    /// <summary>The command that makes what it is judged by; empty where nothing is trained for it.</summary>
    public string Command { get; init; } = "";

    /// <summary>The standing of a verdict.</summary>
    public static Standing StandingOf(Verdict verdict) => verdict switch
    {
        Verdict.Holds => Standing.Holds,
        Verdict.DoesNotHold => Standing.DoesNotHold,
        _ => Standing.Undecided,
    };

    /// <summary>"holds", "does not hold", "undecided", "another cohort", "a setting" or "not run".</summary>
    public string StandingInWords => Standing switch
    {
        Standing.Holds => "holds",
        Standing.DoesNotHold => "does not hold",
        Standing.Undecided => "undecided",
        Standing.AnotherCohort => "another cohort",
        Standing.Setting => "a setting",
        _ => "not run",
    };
}

using System.Globalization;
using System.Text;
using MhdNet.Runtime;
using MhdNet.Studies.Paper;

namespace MhdNet.Cli.Certify;

/// <summary>What a certificate says: when and on what it was made, what agreed, and how the paper's statements stand.</summary>
/// <param name="Time">When it was begun.</param>
/// <param name="Taken">How long it took.</param>
/// <param name="Machine">What it was computed with.</param>
/// <param name="Quick">Whether trainings were left out.</param>
/// <param name="Checks">What was looked at.</param>
/// <param name="Ledger">The paper's statements.</param>
internal sealed record Certificate(
    DateTime Time, TimeSpan Taken, RuntimeReport Machine, bool Quick, IReadOnlyList<Check> Checks, Ledger Ledger)
{
    private const string Page = "certificate.md", Manifest = "codecheck.yml", Statements = "statements.csv";

    /// <summary>Whether everything agreed.</summary>
    public bool Agrees => Checks.All(check => check.Agrees);

    /// <summary>The result in one line.</summary>
    public string Summary => $"{Checks.Count(check => check.Agrees)} of {Checks.Count} checks agree"
        + (Quick ? "; trainings were left out (--quick)" : "");

    /// <summary>Writes page, manifest and statements.</summary>
    public void Write(string folder)
    {
        AtomicFile.WriteText(Path.Combine(folder, Page), Markdown());
        AtomicFile.WriteText(Path.Combine(folder, Manifest), Yaml());
        Ledger.WriteCsv(Path.Combine(folder, Statements));
    }

    private string Markdown()
    {
        var text = new StringBuilder("# Certificate of MhdNet\n\n");
        text.Append(Agrees ? "**All checks agree.** " : "**Not all checks agree.** ").Append(Summary).Append(".\n\n");
        Row(text, "", "");
        Row(text, "---", "---");
        Row(text, "command", $"`mhdnet certify{(Quick ? " --quick" : "")}`");
        Row(text, "when", $"{Time.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)} UTC, "
            + FormattableString.Invariant($"{Taken.TotalMinutes:0.0} min"));
        Row(text, "on what", $"{Machine}");
        Row(text, "code", CodeVersion.Fingerprint);
        Row(text, "data", "a synthetic phantom: nothing here is about real patients");
        text.Append("\n## What was looked at\n\n");
        Row(text, "part", "what", "expected", "found", "");
        Row(text, "---", "---", "---", "---", "---");
        foreach (var check in Checks.OrderBy(check => check.Agrees))
        {
            Row(text, check.Part, check.What, check.Expected, check.Found, check.Agrees ? "agrees" : "**differs**");
        }

        text.Append(CultureInfo.InvariantCulture, $"\n## The paper's {Ledger.Entries.Count} statements\n\n{Ledger.Summary}.\n\n");
        Row(text, "id", "statement", "paper", "command", "runs", "here", "verdict");
        Row(text, "---", "---", "---", "---", "---", "---", "---");
        foreach (var entry in Ledger.Entries)
        {
            Row(text, entry.Id, entry.Claim, entry.Paper, $"`{StatementMap.CommandOf(entry)}`", StatementMap.RunsOf(entry), entry.Here,
                entry.StandingInWords);
        }

        return text.ToString();
    }

    // https://codecheck.org.uk/spec/config/1.0/: who checks fills in codechecker and certificate
    private string Yaml() => string.Create(CultureInfo.InvariantCulture, $"""
        ---
        version: https://codecheck.org.uk/spec/config/1.0/
        source: the repository that this program was built in
        manifest:
          - file: {Page}
            comment: what was run, when, on what, what agreed; every statement of the paper with command, runs and verdict
          - file: {Statements}
            comment: the paper's statements, their values and ours
        paper:
          title: >-
            MHD-Net: Memory-Aware Hetero-Modal Distillation Network for Thymic Epithelial Tumor Typing With Missing Pathology Modality
          authors:
            - name: Huaqi Zhang
            - name: Jie Liu
            - name: Weifan Liu
            - name: Huang Chen
            - name: Zekuan Yu
            - name: Yixuan Yuan
            - name: Pengyu Wang
            - name: Jing Qin
          reference: https://doi.org/10.1109/JBHI.2024.3376462
        codechecker: []
        summary: >
          {Summary}. {Ledger.Summary}. Re-implementation on synthetic patients, made by `mhdnet certify`; no person has checked it yet.
        check_time: "{Time:yyyy-MM-ddTHH:mm:ss}"
        certificate: ""

        """);

    private static void Row(StringBuilder text, params string[] cells) => text.Append(
        $"| {string.Join(" | ", cells.Select(cell => cell.Replace("|", "\\|", StringComparison.Ordinal)))} |\n");
}

using MhdNet.Evaluation;
using MhdNet.Studies;

namespace MhdNet.Figures;

/// <summary>What the runs say of one of the paper's statements.</summary>
/// <param name="Statement">The statement, as a sentence.</param>
/// <param name="Paper">What the paper prints, with unit; empty where it prints no number.</param>
/// <param name="Ours">What was measured here, with its interval.</param>
/// <param name="Verdict">Whether the statement holds; null where what it takes was not run.</param>
public sealed record VerdictRow(string Statement, string Paper, string Ours, Verdict? Verdict)
{
    /// <summary>A statement that a difference is above zero, judged by its interval alone.</summary>
    /// <param name="statement">The statement.</param>
    /// <param name="paper">What the paper prints.</param>
    /// <param name="difference">The difference, a fraction of 1.</param>
    public static VerdictRow Of(string statement, string paper, Interval difference) =>
        new(statement, paper, difference.Points() + " points", difference.Verdict());

    /// <summary>"holds", "does not hold", "undecided" or "not run".</summary>
    public string InWords => Verdict?.InWords() ?? "not run";
}

/// <summary>The statements of the paper that a notebook judges, one per row.</summary>
public static class VerdictTable
{
    /// <summary>The statements that a study judges, a row each, as its runs say.</summary>
    public static IReadOnlyList<VerdictRow> Rows(StudyResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        return [.. result.Statements.Select(statement => new VerdictRow(
            $"{statement.Id}: {statement.InWords(result.Study)}", "", "", result.Judge(statement)))];
    }

    /// <summary>The table of <see cref="Rows"/>.</summary>
    public static Table Of(StudyResult result) => Of(Rows(result));

    /// <summary>The table; a column that no row fills is left out.</summary>
    public static Table Of(IReadOnlyList<VerdictRow> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        (string Header, Func<VerdictRow, string> Cell)[] columns =
        [
            ("statement", row => row.Statement),
            ("paper", row => row.Paper),
            ("here", row => row.Ours),
            ("verdict", row => Mark(row) + row.InWords),
        ];
        return Table.Of(rows, [.. columns.Where(column => rows.Any(row => column.Cell(row).Length > 0))
            .Select(column => (column.Header, (Func<VerdictRow, object?>)column.Cell))]);
    }

    private static string Mark(VerdictRow row) => row.Verdict switch
    {
        Verdict.Holds => "✓ ",
        Verdict.DoesNotHold => "✗ ",
        Verdict.Undecided => "? ",
        _ => "",
    };
}

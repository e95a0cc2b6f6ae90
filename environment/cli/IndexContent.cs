using MhdNet.Evaluation;
using MhdNet.Figures;
using MhdNet.Runs;
using MhdNet.Studies;
using MhdNet.Studies.Paper;

namespace MhdNet.Cli;

/// <summary>What the page that <c>reproduce</c> leaves says: the result of the runs that it trained, and its notebooks.</summary>
internal static class IndexContent
{
    /// <summary>The page's content.</summary>
    /// <param name="workspace">Patients and runs.</param>
    /// <param name="scale">The scale, as it was asked for.</param>
    /// <param name="seeds">Seeds whose runs count.</param>
    /// <param name="notebooks">Its notebooks, executed or left out.</param>
    /// <param name="times">How long each step took.</param>
    public static IndexModel Create(
        Workspace workspace, string scale, IReadOnlyList<int> seeds, IReadOnlyList<IndexNotebook> notebooks,
        IReadOnlyList<(string Step, TimeSpan Time)> times)
    {
        var result = Tables3And4.Study.Find(workspace, seeds);
        var rows = result.Rows.Where(row => row.Runs.Count > 0).ToList();
        var count = rows.Count == 0 ? 0 : rows.Max(row => row.Runs.Count);
        var model = new IndexModel
        {
            Title = $"MhdNet, scale {scale}",
            Is = IndexTexts.Is,
            IsNot = IndexTexts.IsNot(workspace.Cohort.Synthetic),
            Warnings = IndexTexts.Warnings(scale),
            Notebooks = notebooks,
            Times = times,
            Made = FormattableString.Invariant($"{DateTime.Now:yyyy-MM-dd HH:mm}, {Environment.ProcessorCount} cores, ")
                + $"{Environment.OSVersion}, .NET {Environment.Version}",
        };
        return rows.Count == 0 ? model : model with
        {
            Headline = Headline(result, rows),
            HeadlineCaption = $"Patients classified rightly (mAcc), mean over {Ui.Count(count, "seed")} with 95 % intervals over patients "
                + $"and seeds. {workspace.Caption}",
            Figure = Picture(result, rows, workspace.Cohort.Synthetic),
            FigureCaption = "Patients classified rightly, in per cent, with 95 % intervals over patients and seeds",
            Verdicts = [.. result.Statements.Select(statement => Judged(result, statement))],
        };
    }

    /// <summary>A notebook that was executed, its page beside it in the folder of its scale.</summary>
    /// <param name="path">The notebook as committed.</param>
    /// <param name="folder">Where the executed one lies: artifacts/notebooks/SCALE.</param>
    /// <param name="failed">Whether a cell failed.</param>
    public static IndexNotebook Executed(string path, string folder, bool failed)
    {
        var executed = Path.Combine(folder, Path.GetFileName(path));
        if (!File.Exists(executed))
        {
            return LeftOut(path, "it could not be executed") with { Failed = true };
        }

        var summary = NotebookSummary.Read(executed);
        var place = $"notebooks/{Path.GetFileName(folder)}/{Path.GetFileNameWithoutExtension(path)}";
        return new IndexNotebook(summary.Title, summary.Sentence, summary.Picture, place + ".html", place + ".ipynb") { Failed = failed };
    }

    /// <summary>A notebook that was left out, without a page of its own.</summary>
    /// <param name="path">The notebook as committed.</param>
    /// <param name="reason">Why, as the end of a sentence that begins "Left out:".</param>
    public static IndexNotebook LeftOut(string path, string reason)
    {
        var summary = NotebookSummary.Read(path);
        return new IndexNotebook(summary.Title, summary.Sentence, summary.Picture, null, null) { Skipped = reason };
    }

    private static Table Headline(StudyResult result, IReadOnlyList<StudyRow> rows)
    {
        Interval Interval(Replicates patients) =>
            ResampledScore.Interval(result.Study.Score, patients.ByPatient(), result.Labels.TypeCount);
        string Score(Replicates? patients) => patients is null
            ? "-"
            : Interval(patients).Percent() + $" of {patients.Patients.Count}";
        var table = Table.Of(
            rows,
            ("network", row => row.Name),
            ($"paper, on {Published.DatasetOf(result.Labels)}, %", row => result.Published.TryGetValue(row.Name, out var value)
                ? FormattableString.Invariant($"{value:0.00}") : "-"),
            ("test patients", row => Score(row.Test)));
        return rows.Any(row => row.Extra is not null)
            ? table.With("extra test patients", rows.Select(row => Score(row.Extra))) : table;
    }

    private static byte[] Picture(StudyResult result, IReadOnlyList<StudyRow> rows, bool synthetic)
    {
        IntervalBars Bars(string name, Func<StudyRow, Replicates?> of) => new(
            name, [.. rows.Select(row => IntervalBars.OverSeeds(of(row), result.Study.Score, result.Labels.TypeCount))]);
        IntervalBars[] series = rows.Any(row => row.Extra is not null)
            ? [Bars("test patients", row => row.Test), Bars("extra test patients", row => row.Extra)]
            : [Bars("test patients", row => row.Test)];
        return Figure.Bars([.. rows.Select(row => row.Name.Replace(' ', '\n'))], series,
            "mAcc (%)", "Patients classified rightly, 95 % intervals", synthetic, "0").ToPicture().Png;
    }

    private static VerdictRow Judged(StudyResult result, Statement statement)
    {
        var compared = statement.Rows.Select(row => result.Against(row, statement.Types)).OfType<Comparison>()
            .Select(one => statement.RowsAreBetter ? one.Decisive : one.Decisive.Reversed()).ToList();
        return new VerdictRow(
            statement.InWords(result.Study), "",
            compared.Count == 0 ? "-"
            : string.Join("; ", compared.Select(one => $"{one.Difference.Points()} points of {one.Patients} patients")),
            result.Judge(statement));
    }
}

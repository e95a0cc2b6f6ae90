namespace MhdNet.Cli;

internal static partial class IndexPage
{
    /// <summary>The page of a run whose results are in its notebooks only.</summary>
    public static string Of(
        string scale,
        string folder,
        IReadOnlyList<Notebook> notebooks,
        IReadOnlyList<string> failed,
        IReadOnlyList<(string Step, TimeSpan Time)> steps) => Render(new IndexModel
        {
            Title = $"MhdNet, {scale} run",
            Is = IndexTexts.Is,
            IsNot = IndexTexts.IsNot(synthetic: true),
            Warnings = IndexTexts.Warnings(scale),
            Notebooks = [.. notebooks.Select(notebook => Executed(notebook.Path, folder, failed.Contains(notebook.Name)))],
            Times = steps,
            Made = FormattableString.Invariant($"{DateTime.Now:yyyy-MM-dd HH:mm}, {Environment.ProcessorCount} cores, ")
                + $"{Environment.OSVersion}, .NET {Environment.Version}",
        });

    /// <summary>A notebook that was executed, its page beside it in the folder of its scale.</summary>
    /// <param name="path">The notebook as committed.</param>
    /// <param name="folder">Where the executed one lies: artifacts/notebooks/SCALE.</param>
    /// <param name="failed">Whether a cell failed.</param>
    public static IndexNotebook Executed(string path, string folder, bool failed)
    {
        var executed = Path.Combine(folder, Path.GetFileName(path));
        var summary = NotebookSummary.Read(File.Exists(executed) ? executed : path);
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
}

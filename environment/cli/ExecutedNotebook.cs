using System.Diagnostics;
using System.Text.Json;
using MhdNet.Runs;
using MhdNet.Runtime;

namespace MhdNet.Cli;

/// <summary>
/// A notebook as it was executed, with its page and a stamp of what both were made of: the notebook, its parameters, the programs, the
/// patients and the runs. While nothing of it changes, and neither file does, it need not be executed again.
/// </summary>
internal sealed class ExecutedNotebook
{
    private readonly Notebook _notebook;
    private readonly IReadOnlyList<string> _parameters;
    private readonly string _file, _page, _stampFile, _inputs;

    /// <summary>The place of an executed notebook; nothing is made.</summary>
    /// <param name="notebook">The notebook.</param>
    /// <param name="folder">Where executed notebooks are.</param>
    /// <param name="parameters">Its parameters, <c>name=value</c>.</param>
    /// <param name="workspace">Its patients.</param>
    /// <param name="runs">The finished runs that it loads.</param>
    public ExecutedNotebook(
        Notebook notebook, string folder, IReadOnlyList<string> parameters, Workspace workspace, IEnumerable<PlannedRun> runs)
    {
        (_notebook, _parameters) = (notebook, parameters);
        _file = Path.Combine(folder, Path.GetFileName(notebook.Path));
        _page = Path.ChangeExtension(_file, ".html");
        _stampFile = Path.ChangeExtension(_file, ".stamp.json");
        string[] inputs =
        [
            ContentHash.OfFile(notebook.Path), .. parameters, workspace.Sequences.Fingerprint, NotebookProcess.Programs,
            .. runs.Select(run => run.Folder.ResultFile).Order(StringComparer.Ordinal).Select(ContentHash.OfFile),
        ];
        _inputs = ContentHash.OfText(string.Join('\n', inputs));
    }

    /// <summary>Whether it is there, made of what is asked for, as it was made.</summary>
    public bool IsCurrent
    {
        get
        {
            try
            {
                return File.Exists(_stampFile)
                    && JsonSerializer.Deserialize<Stamp>(File.ReadAllText(_stampFile), JsonFormat.Compact) == Now();
            }
            catch (Exception failure) when (failure is IOException or JsonException)
            {
                return false; // it is made again
            }
        }
    }

    /// <summary>Executes the notebook and writes its page.</summary>
    /// <param name="progress">Told of its cells.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>The kernel's exit code, and the time it took.</returns>
    public async Task<(int Code, TimeSpan Time)> MakeAsync(IProgress<WorkProgress> progress, CancellationToken cancellation)
    {
        var watch = Stopwatch.StartNew();
        Directory.CreateDirectory(Path.GetDirectoryName(_file)!);
        File.Delete(_stampFile);
        var code = await NotebookProcess.RunAsync(_notebook.Path, _file, _parameters, progress, cancellation);
        await NotebookProcess.HtmlAsync(_file, _page, cancellation);
        if (code == 0)
        {
            AtomicFile.WriteText(_stampFile, JsonSerializer.Serialize(Now(), JsonFormat.Compact));
        }

        return (code, watch.Elapsed);
    }

    private Stamp Now() => new(_inputs, ContentHash.OfFile(_file), ContentHash.OfFile(_page));

    private sealed record Stamp(string Inputs, string Notebook, string Page);
}

using System.Diagnostics;
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;
using Cellwright.Engine;
using MhdNet.Runtime;

namespace Cellwright.Fronts.Headless;

/// <summary>The command <c>run</c>: a headless run as a process, with its files, its signals and its exit code.</summary>
public static class HeadlessCommand
{
    /// <summary>Runs a notebook.</summary>
    /// <returns>0: completed; 1: a cell failed; 130: stopped.</returns>
    /// <exception cref="InputException">The notebook, its parameters or the output path cannot be used.</exception>
    public static int Run(RunOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var document = NotebookDocument.Load(options.Notebook);
        Parameters.Inject(document, options.Parameters, options.Notebook);
        var isDib = Path.GetExtension(options.Notebook).Equals(".dib", StringComparison.OrdinalIgnoreCase);
        var output = Path.GetFullPath(options.Output ?? (isDib ? Path.ChangeExtension(options.Notebook, ".ipynb") : options.Notebook));
        if (Directory.Exists(output))
        {
            throw new InputException($"-o {options.Output}: is a folder; give the name of the notebook to write.");
        }

        // From here on the console belongs to the cells; the run speaks through the streams the process was given.
        var (standardOutput, standardError) = (Writer(Console.OpenStandardOutput()), Writer(Console.OpenStandardError()));
        var progress = new RunProgress(standardOutput, options.Progress, live: !Console.IsOutputRedirected);
        var folder = Path.GetDirectoryName(Path.GetFullPath(options.Notebook))!;
        Environment.CurrentDirectory = folder;

        var sink = new NotebookSink();
        void Save() => sink.Quietly(() => document.Save(output));
        using var stop = new CancellationTokenSource();
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal => Stop(signal, stop));
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal => Stop(signal, stop));
        ExceptionHandling.SetUnhandledExceptionHandler(exception => exception is CellStoppedException);
        AppDomain.CurrentDomain.UnhandledException += (_, crash) => Crashed(crash, sink, Save, standardError);
        using var session = new CSharpSession(folder);
        var clock = Stopwatch.StartNew();
        var outcome = new HeadlessRun(document, session, sink, progress)
            .Run(options.KeepGoing, options.CellTimeout, Save, error => Report(error, standardError), stop.Token);
        Save();
        progress.Done(outcome.ToString().ToLowerInvariant(), clock.Elapsed.TotalSeconds, output);
        return (int)outcome;
    }

    private static StreamWriter Writer(Stream stream) => new(stream, new System.Text.UTF8Encoding(false)) { AutoFlush = true };

    private static void Stop(PosixSignalContext signal, CancellationTokenSource stop)
    {
        if (stop.IsCancellationRequested)
        {
            return; // a second signal ends the process now
        }

        signal.Cancel = true;
        stop.Cancel();
    }

    private static void Report(CellError error, TextWriter errors)
    {
        foreach (var line in error.Traceback)
        {
            errors.WriteLine(line);
        }
    }

    // An exception on a thread that the notebook started ends the process: the notebook says so before it does.
    private static void Crashed(UnhandledExceptionEventArgs crash, NotebookSink sink, Action save, TextWriter errors)
    {
        var exception = crash.ExceptionObject as Exception;
        var error = new CellError(
            exception?.GetType().FullName ?? "Exception",
            exception?.Message ?? "unknown",
            ["An exception on a thread that a cell started ended the run.", .. (exception?.ToString() ?? "").Split('\n')]);
        sink.Error(error);
        save();
        Report(error, errors);
        Environment.Exit((int)RunOutcome.Failed);
    }
}

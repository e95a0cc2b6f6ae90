using System.CommandLine;
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;
using Cellwright.Fronts.Jupyter.Wire;

namespace Cellwright.Fronts.Jupyter;

/// <summary>The commands <c>install</c>, <c>uninstall</c>, <c>start</c> and <c>bench</c>.</summary>
public static class JupyterCommands
{
    /// <summary>Makes the commands.</summary>
    public static IEnumerable<Command> All() => [Install(), Uninstall(), Start(), Bench()];

    private static Command Install()
    {
        var (prefix, name) = (Prefix(), Named());
        var command = new Command("install", "Tells Jupyter and VS Code where this kernel is.") { prefix, name };
        command.SetAction(parsed =>
        {
            var given = parsed.GetValue(name)!;
            var folder = Kernelspec.Install(parsed.GetValue(prefix), given);
            Console.WriteLine($"kernel '{given}' installed: {folder}");
            Console.WriteLine(Find("jupyter") is null
                ? "Jupyter is not on the PATH: VS Code's Jupyter extension finds the kernel; "
                    + "for the browser install Jupyter Notebook or JupyterLab."
                : "next: jupyter notebook");
        });
        return command;
    }

    private static Command Uninstall()
    {
        var (prefix, name) = (Prefix(), Named());
        var command = new Command("uninstall", "Takes the kernel out of Jupyter and VS Code.") { prefix, name };
        command.SetAction(parsed => Console.WriteLine(Kernelspec.Uninstall(parsed.GetValue(prefix), parsed.GetValue(name)!) is { } folder
            ? $"kernel '{parsed.GetValue(name)}' removed: {folder}"
            : $"kernel '{parsed.GetValue(name)}' is not installed there: nothing to do."));
        return command;
    }

    private static Command Start()
    {
        var file = new Argument<string>("connection-file") { Description = "Written by Jupyter." };
        var command = new Command("start", "Runs the kernel; Jupyter calls this.") { file };
        command.SetAction(parsed => Serve(ConnectionFile.Load(parsed.GetValue(file)!)));
        return command;
    }

    private static Command Bench()
    {
        var command = new Command("bench", "Measures how long a person waits for this kernel, and its memory.");
        command.SetAction(_ => Benchmark.Run(Kernelspec.Program));
        return command;
    }

    private static int Serve(ConnectionFile connection)
    {
        // Opened now: once the session exists, the console belongs to the cells.
        var log = TextWriter.Synchronized(new StreamWriter(Console.OpenStandardError()) { AutoFlush = true });
        InterruptSignal.TakeBack();
        using var server = new KernelServer(connection, Environment.CurrentDirectory, log);
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal =>
        {
            signal.Cancel = true;
            server.Interrupt();
        });
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal =>
        {
            signal.Cancel = true;
            server.Stop();
        });
        using var watch = ParentWatch.Start(server.Stop);
        ExceptionHandling.SetUnhandledExceptionHandler(exception =>
        {
            server.Astray(exception);
            return true; // its thread ends, the kernel goes on
        });
        server.Run();
        server.Dispose();
        Environment.Exit(0); // a thread that a cell started must not keep the process
        return 0;
    }

    private static Option<string> Named() => new("--name")
    {
        Description = "The name under which notebooks ask for it; .net-csharp is that of .NET Interactive's notebooks and of papermill.",
        HelpName = "name",
        DefaultValueFactory = _ => Kernelspec.Name,
    };

    private static Option<string?> Prefix() => new("--prefix")
    {
        Description = "A prefix, such as that of a Python environment; the default is the user's own Jupyter folder.",
        HelpName = "folder",
    };

    private static string? Find(string program) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Select(folder => Path.Combine(folder, OperatingSystem.IsWindows() ? program + ".exe" : program)).FirstOrDefault(File.Exists);
}

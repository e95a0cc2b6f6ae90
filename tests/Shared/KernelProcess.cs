using System.Diagnostics;

namespace MhdNet.Tests.Kernel;

/// <summary>The built runner, driven as a program on the notebooks of this folder.</summary>
internal sealed record KernelProcess(int ExitCode, string Output, string Error)
{
    private static readonly string Root = FindRoot();

    /// <summary>Cellwright.dll.</summary>
    public static string Program { get; } = Path.Combine(Root, "artifacts", "bin", "Cellwright", "Cellwright.dll");

    public static string Notebook(string name) => Path.Combine(Root, "tests", "EndToEnd", "Kernel", "notebooks", name + ".ipynb");

    public static Task<KernelProcess> Run(params string[] arguments) => Run(new Dictionary<string, string>(), arguments);

    /// <summary>Runs it with further environment variables.</summary>
    public static async Task<KernelProcess> Run(IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        using var process = Start(environment, arguments);
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return new KernelProcess(process.ExitCode, await output, await error);
    }

    public static Process Start(params string[] arguments) => Start(new Dictionary<string, string>(), arguments);

    private static Process Start(IReadOnlyDictionary<string, string> environment, string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(Program);
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "MhdNet.Lib.csproj")))
        {
            folder = folder.Parent ?? throw new DirectoryNotFoundException("the tests lie outside the repository");
        }

        return folder.FullName;
    }
}

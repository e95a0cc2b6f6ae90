using System.Diagnostics;

namespace MhdNet.Tests.BuildEnvironment; // not ".Environment", which would hide System.Environment from all tests

/// <summary>The checkout the tests were built from, and the programs that look at it.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    public static string PathOf(params ReadOnlySpan<string> parts) => Path.Combine([Root, .. parts]);

    /// <summary>Files under version control, relative to the root, with forward slashes.</summary>
    public static IReadOnlyList<string> TrackedFiles()
    {
        if (!Path.Exists(PathOf(".git")))
        {
            Assert.Skip("not a git checkout: nothing says which files are tracked");
        }

        var (code, output) = Run("git", "-C", Root, "ls-files", "-z", "--cached", "--others", "--exclude-standard");
        Assert.True(code == 0, output);
        return [.. output.Split('\0', StringSplitOptions.RemoveEmptyEntries).Where(file => File.Exists(PathOf(file)))];
    }

    /// <summary>Runs a program to its end.</summary>
    /// <returns>Exit code, and standard output followed by standard error.</returns>
    public static (int Code, string Output) Run(string program, params ReadOnlySpan<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments.ToArray())
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output + errors.GetAwaiter().GetResult());
    }

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "MhdNet.Lib.csproj")))
            {
                return folder.FullName;
            }
        }

        throw new DirectoryNotFoundException($"no MhdNet.Lib.csproj above {AppContext.BaseDirectory}");
    }
}

using System.Diagnostics;

namespace MhdNet.Tests.Data.Phantom;

/// <summary>Runs a Debian program that serves as an independent oracle; the test is skipped where it is not installed.</summary>
internal static class ExternalTool
{
    public static (int Code, string Output) Run(string package, string program, params string[] arguments)
    {
        if (!(Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Any(folder => File.Exists(Path.Combine(folder, program))))
        {
            Assert.Skip($"{program} is not installed (Debian package {package}; environment/install.sh installs it)");
        }

        using var process =
            Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output + errors.GetAwaiter().GetResult());
    }
}

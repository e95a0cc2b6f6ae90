using System.Diagnostics;
using MhdNet.Tests.BuildEnvironment;

namespace MhdNet.Tests.Cli;

/// <summary>Runs the built command as a user does.</summary>
internal static class Mhdnet
{
    public sealed record Answer(int Code, string Output, string Error);

    public static Task<Answer> RunAsync(params string[] arguments) =>
        RunAsync(Repository.PathOf("artifacts", "bin", "mhdnet", "mhdnet.dll"), arguments);

    public static async Task<Answer> RunAsync(string program, string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(program);
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return new Answer(process.ExitCode, await output, await error);
    }
}

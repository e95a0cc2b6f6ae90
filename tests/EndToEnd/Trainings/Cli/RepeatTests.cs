using System.Diagnostics;
using MhdNet.Methods;
using MhdNet.Tests.BuildEnvironment;
using MhdNet.Tests.Experiments;

namespace MhdNet.Tests.Cli;

[Collection(SmallCollection.Name)]
public sealed class RepeatTests(SmallWorkspace small)
{
    [Fact]
    public async Task A_run_is_repeated_bit_by_bit_under_the_same_settings_of_OpenMP()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "GNU OpenMP says what it was set to");
        var workspace = small.Open(SmallCollection.Common);
        var run = workspace.Runs.Run(workspace.At(Experiment.Alone with { Setting = new Setting { TrainingShare = 0.25 } }),
            cancellation: TestContext.Current.CancellationToken);
        var start = new ProcessStartInfo(
            "dotnet",
            [
                Repository.PathOf("artifacts", "bin", "mhdnet", "mhdnet.dll"), "repeat", run.Folder.Path,
                "--cohort", Path.Combine(small.Folder, "cohort"), "--to", Path.Combine(small.Folder, "by the program"),
            ])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["OMP_DISPLAY_ENV"] = "verbose"; // told when libtorch is loaded: what is set later comes too late
        start.Environment.Remove("OMP_WAIT_POLICY");
        start.Environment.Remove("GOMP_SPINCOUNT");
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Contains("equal bit by bit", await output, StringComparison.Ordinal);
        Assert.Contains("GOMP_SPINCOUNT = '0'", await error, StringComparison.Ordinal);
        Assert.Equal(0, process.ExitCode);
    }
}

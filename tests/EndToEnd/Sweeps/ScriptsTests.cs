using MhdNet.Runs.Sweeps;
using MhdNet.Tests.BuildEnvironment;
using MhdNet.Tests.Data;
using MhdNet.Tests.Data.Phantom;

namespace MhdNet.Tests.Sweeps;

/// <summary>The batch script that is written, and those beside it: what shellcheck finds, and what signals make of it.</summary>
public sealed class ScriptsTests
{
    [Fact]
    public void Shellcheck_finds_nothing()
    {
        using var folder = new TemporaryFolder();
        var full = new SlurmScript(
            ["/a b/dotnet", "/it's/mhdnet.dll"], "/shared/a b", 3, 10, 30, "$SLURM_TMPDIR", ["--partition=a"], ["--x"]);
        var written = folder.Write("sweep.sh", full.Text);
        var bare = folder.Write("bare.sh", (full with { Scratch = null, Site = [], Again = [] }).Text);
        var (code, output) = ExternalTool.Run("shellcheck", "shellcheck",
            [written, bare, .. Directory.GetFiles(Repository.PathOf("environment", "slurm"), "*.sh")]);
        Assert.True(code == 0, output);
    }

    [Theory]
    [InlineData("TERM USR1", "")]
    [InlineData("USR1 TERM", "")]
    [InlineData("USR1", "requeue 7_0\n")]
    public void A_task_that_is_being_ended_leaves_the_requeueing_to_who_ends_it_in_whatever_order_signals_come(
        string signals, string called)
    {
        using var folder = new TemporaryFolder();
        var program = folder.Write("program", $"""
            trap '' USR1 TERM
            for signal in {signals}; do
              kill -$signal $PPID
              sleep 0.2
            done
            exit 75
            """);
        var script = folder.Write("sweep.sh", new SlurmScript(["bash", program], folder.Path, 1, 10, 1, null, [], []).Text);
        var calls = folder.Write("calls", "");
        folder.Write("scontrol", $"#!/bin/bash\necho \"$@\" >>'{calls}'\nkill -KILL $PPID\n");
        Repository.Run("bash", "-c",
            $"chmod +x '{folder.Path}/scontrol'; export PATH='{folder.Path}':$PATH SLURM_ARRAY_JOB_ID=7 SLURM_ARRAY_TASK_ID=0; " +
            $"bash '{script}' cells 1 0");
        Assert.Equal(called, File.ReadAllText(calls));
    }
}

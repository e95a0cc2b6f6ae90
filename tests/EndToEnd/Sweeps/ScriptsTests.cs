using MhdNet.Runs.Sweeps;
using MhdNet.Tests.BuildEnvironment;
using MhdNet.Tests.Data;
using MhdNet.Tests.Data.Phantom;

namespace MhdNet.Tests.Sweeps;

/// <summary>shellcheck finds nothing in the batch script that is written, nor in those beside it.</summary>
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
}

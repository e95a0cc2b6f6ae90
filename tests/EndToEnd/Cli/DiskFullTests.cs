using System.Diagnostics;
using MhdNet.Tests.BuildEnvironment;
using MhdNet.Tests.Data;
using MhdNet.Tests.Data.Slides;

namespace MhdNet.Tests.Cli;

/// <summary>A disk that is really full: a small one of memory, in a mount namespace of its own, which goes with the process.</summary>
public sealed class DiskFullTests : IDisposable
{
    // the command on the small disk, what it leaves there, and the same command again once there is space
    private const string Script = """
        disk=$1 size=$2; shift 2
        mount -t tmpfs -o "size=$size" tmpfs "$disk" || exit 77
        "$@" >/dev/null; echo "code $?" >&2
        find "$disk" -name '*.tmp' >&2
        mount -o remount,size=64m "$disk"
        "$@" >/dev/null; echo "again $?" >&2
        find "$disk" -type f | sed "s|$disk/||" | sort
        """;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("16k", "preprocess --cohort {cohort} --scale smoke -o {disk}/store", "store/store.json")]
    [InlineData("16k", "cohort import-frames {frames} -o {disk}/cohort", "cohort/patients.csv")]
    [InlineData("64k", "cohort phantom {disk}/phantom --preset mini", null)]
    [InlineData("16k", "preprocess --slide {cohort}/s3.svs --scale smoke -o {disk}/out", "out/wsi_2.npy")]
    public async Task One_line_says_so_and_the_same_command_goes_on_when_there_is_space(string size, string command, string? written)
    {
        var cohort = _folder.File("source");
        SmallCohort.Write(cohort);
        SlideFile.Write(Path.Combine(cohort, "s3.svs"), SlideFile.Tiled(1344, 896, (x, y) => (x + y) % 2 == 0
            ? ((byte)80, (byte)50, (byte)130) : ((byte)230, (byte)160, (byte)190), tile: 224, description: "Aperio |MPP = 0.5"));
        FrameTree.Grey(_folder.File("frames/A/1"), 2);
        FrameTree.Grey(_folder.File("frames/B1/2"), 2);
        var disk = Directory.CreateDirectory(_folder.File("disk")).FullName;
        string[] arguments = [.. command.Split(' ').Select(part => part
            .Replace("{cohort}", cohort, StringComparison.Ordinal).Replace("{frames}", _folder.File("frames"), StringComparison.Ordinal)
            .Replace("{disk}", disk, StringComparison.Ordinal))];

        var (code, output, error) = await InNamespaceAsync([disk, size, .. arguments], once: written is null);
        Assert.Equal(0, code);
        var lines = error.TrimEnd().Split('\n');
        Assert.Contains("the disk is full: free space and run the same command again", lines[0], StringComparison.Ordinal);
        Assert.StartsWith($"error: {disk}/", lines[0], StringComparison.Ordinal);
        Assert.Equal(written is null ? ["code 2"] : ["code 2", "again 0"], lines.Skip(1));
        Assert.Contains(written is null ? "phantom/phantom.txt" : written, output.Split('\n'));
        Assert.Empty(Directory.GetFileSystemEntries(disk)); // nothing is mounted here
    }

    private static async Task<(int Code, string Output, string Error)> InNamespaceAsync(string[] arguments, bool once)
    {
        string[][] ways = [["--mount"], ["--user", "--map-root-user", "--mount"]];
        foreach (var way in File.Exists("/usr/bin/unshare") ? ways : []) // of util-linux
        {
            if ((await RunAsync([.. way, "mount", "-t", "tmpfs", "none", Path.GetTempPath()])).Code == 0)
            {
                var script = once ? string.Join('\n', Script.Split('\n').Where(line => !line.Contains("again", StringComparison.Ordinal)))
                    : Script;
                return await RunAsync([.. way, "bash", "-c", script, "bash", arguments[0],
                    arguments[1], "dotnet", Repository.PathOf("artifacts", "bin", "mhdnet", "mhdnet.dll"), .. arguments[2..]]);
            }
        }

        Assert.Skip("no mount namespace may be made here; tests/Unit/Runtime/AtomicFileTests stands in");
        return default;
    }

    private static async Task<(int Code, string Output, string Error)> RunAsync(string[] arguments)
    {
        var start = new ProcessStartInfo("unshare", arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, await output, await error);
    }
}

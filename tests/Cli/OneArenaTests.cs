using System.Diagnostics;
using System.Text.Json.Nodes;
using MhdNet.Tests.BuildEnvironment;
using MhdNet.Tests.Data;

namespace MhdNet.Tests.Cli;

/// <summary>Whichever thread of a notebook that `mhdnet run` executes takes memory, it comes from glibc's main arena, which keeps it.</summary>
public sealed class OneArenaTests : IDisposable
{
    // the word before a block of glibc's malloc: 2 says mapped for itself, 4 of another arena than the main one
    private const string Source = """
        [System.Runtime.InteropServices.DllImport("libc")] static extern IntPtr malloc(nuint size);
        var flags = new System.Collections.Concurrent.ConcurrentBag<long>();
        var threads = Enumerable.Range(0, 16).Select(_ => new System.Threading.Thread(() => flags.Add(System.Runtime.InteropServices.Marshal.ReadInt64(malloc(1000) - 8) & 6))).ToList();
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());
        $"threads whose memory is of the main arena: {flags.Count(flag => flag == 0)}"
        """;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Every_thread_takes_memory_from_the_main_arena()
    {
        Assert.SkipUnless(Glibc.IsHere, "no glibc on this system");
        var (notebook, executed) = (_folder.File("threads.ipynb"), _folder.File("executed.ipynb"));
        var cell = new JsonObject { ["cell_type"] = "code", ["id"] = "threads", ["metadata"] = new JsonObject(), ["execution_count"] = null, ["outputs"] = new JsonArray(), ["source"] = Source };
        var language = new JsonObject { ["kernelspec"] = new JsonObject { ["name"] = "mhdnet-csharp", ["display_name"] = "C# (MhdNet)", ["language"] = "C#" } };
        var document = new JsonObject { ["cells"] = new JsonArray(cell), ["metadata"] = language, ["nbformat"] = 4, ["nbformat_minor"] = 5 };
        await File.WriteAllTextAsync(notebook, document.ToJsonString(), TestContext.Current.CancellationToken);

        var answer = await Mhdnet.RunAsync("run", notebook, "-o", executed);

        Assert.True(answer.Code == 0, answer.Error + answer.Output);
        Assert.Contains("threads whose memory is of the main arena: 16", await File.ReadAllTextAsync(executed, TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("there")]
    [InlineData("missing")]
    public async Task Started_over_it_is_the_same_process_and_leaves_nothing_behind(string temporary)
    {
        Directory.CreateDirectory(_folder.File("there"));
        var start = new ProcessStartInfo("dotnet", [Repository.PathOf("artifacts", "bin", "mhdnet", "mhdnet.dll"), "trian"]) { RedirectStandardError = true, Environment = { ["TMPDIR"] = _folder.File(temporary) } };
        start.Environment.Remove("MALLOC_ARENA_MAX");

        using var process = Process.Start(start)!;
        var error = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal(2, process.ExitCode);
        Assert.StartsWith("error: mhdnet: 'trian' is no command", error, StringComparison.Ordinal);
        Assert.Equal([_folder.File("there")], Directory.GetFileSystemEntries(_folder.File("")));
        Assert.Empty(Directory.GetFileSystemEntries(_folder.File("there")));
    }
}

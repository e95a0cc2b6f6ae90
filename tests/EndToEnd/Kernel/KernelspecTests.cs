using System.Text.Json.Nodes;

namespace MhdNet.Tests.Kernel;

/// <summary><c>install</c> and <c>uninstall</c>, into a prefix of the test's own.</summary>
public sealed class KernelspecTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    private string Spec => Path.Combine(folder.File("prefix"), "share", "jupyter", "kernels", "cellwright");

    [Fact]
    public async Task The_kernel_is_installed_replaced_and_removed()
    {
        var installed = await KernelProcess.Run("install", "--prefix", folder.File("prefix"));
        Assert.Equal(0, installed.ExitCode);
        Assert.StartsWith($"kernel 'cellwright' installed: {Spec}\n", installed.Output, StringComparison.Ordinal);
        var spec = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(Spec, "kernel.json"), TestContext.Current.CancellationToken))!;
        Assert.Equal(("C# (Cellwright)", "C#", "message"),
            ((string?)spec["display_name"], (string?)spec["language"], (string?)spec["interrupt_mode"]));
        var command = spec["argv"]!.AsArray().Select(part => (string)part!).ToArray();
        Assert.Equal(["start", "{connection_file}"], command[^2..]);
        Assert.True(File.Exists(command[1]), command[1]);
        Assert.All(["logo-32x32.png", "logo-64x64.png"], logo => Assert.True(new FileInfo(Path.Combine(Spec, logo)).Length > 100));

        await File.WriteAllTextAsync(Path.Combine(Spec, "stale"), "", TestContext.Current.CancellationToken);
        Assert.Equal(0, (await KernelProcess.Run("install", "--prefix", folder.File("prefix"))).ExitCode);
        Assert.False(File.Exists(Path.Combine(Spec, "stale")));

        var removed = await KernelProcess.Run("uninstall", "--prefix", folder.File("prefix"));
        Assert.Equal((0, $"kernel 'cellwright' removed: {Spec}\n"), (removed.ExitCode, removed.Output));
        Assert.False(Directory.Exists(Spec));
        Assert.Contains("nothing to do", (await KernelProcess.Run("uninstall", "--prefix", folder.File("prefix"))).Output,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Under_the_name_of_NET_Interactive_it_is_installed_only_where_that_is_not()
    {
        var kernels = Path.GetDirectoryName(Spec)!;
        Assert.Equal(0, (await KernelProcess.Run("install", "--name", ".net-csharp", "--prefix", folder.File("prefix"))).ExitCode);
        var spec = Path.Combine(kernels, ".net-csharp", "kernel.json");
        var json = await File.ReadAllTextAsync(spec, TestContext.Current.CancellationToken);
        Assert.Equal(".NET (C#)", (string?)JsonNode.Parse(json)!["display_name"]);
        Assert.Equal(0, (await KernelProcess.Run("uninstall", "--name", ".net-csharp", "--prefix", folder.File("prefix"))).ExitCode);

        Directory.CreateDirectory(Path.GetDirectoryName(spec)!);
        await File.WriteAllTextAsync(spec, """{"argv": ["dotnet-interactive"]}""", TestContext.Current.CancellationToken);
        var refused = await KernelProcess.Run("install", "--name", ".net-csharp", "--prefix", folder.File("prefix"));
        Assert.Equal(2, refused.ExitCode);
        Assert.Contains("is another program's kernel", refused.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("install", "--name", "a/b")]
    [InlineData("install", "--prefix", "{}/file")]
    [InlineData("start", "{}/none.json")]
    [InlineData("start")]
    [InlineData("nothing")]
    public async Task What_cannot_be_done_is_one_line(params string[] arguments)
    {
        await File.WriteAllTextAsync(folder.File("file"), "", TestContext.Current.CancellationToken);
        var run = await KernelProcess.Run(
            [.. arguments.Select(argument => argument.Replace("{}", folder.File("").TrimEnd('/'), StringComparison.Ordinal))]);
        Assert.Equal(2, run.ExitCode);
        Assert.Single(run.Error.TrimEnd('\n').Split('\n'));
    }
}

namespace MhdNet.Tests.BuildEnvironment;

/// <summary>The sources of the library and what builds them, copied to where a test may change them.</summary>
internal sealed class CopiedLibrary : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mhdnet-");

    public CopiedLibrary()
    {
        foreach (var file in Directory.EnumerateFiles(Repository.PathOf("lib"), "*.cs", SearchOption.AllDirectories)
            .Concat(Directory.EnumerateFiles(Repository.PathOf("environment"), "*", SearchOption.TopDirectoryOnly))
            .Concat(Directory.EnumerateFiles(Repository.Root, "Directory.*"))
            .Append(Repository.PathOf("MhdNet.Lib.csproj")))
        {
            var target = Path.Combine(Root, Path.GetRelativePath(Repository.Root, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }

    public string Root => _folder.FullName;

    /// <summary>What MSBuild says of the copy, and its exit code.</summary>
    public async Task<(string Said, int ExitCode)> MSBuild(params string[] arguments)
    {
        var start = new System.Diagnostics.ProcessStartInfo("dotnet", ["msbuild", "-nodeReuse:false", .. arguments])
        {
            RedirectStandardOutput = true,
            WorkingDirectory = Root,
        };
        using var process = System.Diagnostics.Process.Start(start)!;
        var said = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (said, process.ExitCode);
    }

    public void Dispose() => _folder.Delete(recursive: true);
}

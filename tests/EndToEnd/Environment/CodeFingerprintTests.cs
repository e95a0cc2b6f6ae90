namespace MhdNet.Tests.BuildEnvironment;

/// <summary>Runs are named by a hash of the code: it moves with every folder of the library that decides a result, and with no other.</summary>
public sealed class CodeFingerprintTests
{
    private static readonly string[] DecidesNothing = ["Analysis", "Figures", "Studies"];

    [Fact]
    public async Task A_change_in_a_folder_moves_the_fingerprint_if_the_folder_decides_results()
    {
        var copy = Directory.CreateTempSubdirectory("mhdnet-");
        try
        {
            foreach (var file in Directory.EnumerateFiles(Repository.PathOf("lib"), "*.cs", SearchOption.AllDirectories)
                .Concat(Directory.EnumerateFiles(Repository.PathOf("environment"), "*", SearchOption.TopDirectoryOnly))
                .Concat(Directory.EnumerateFiles(Repository.Root, "Directory.*"))
                .Append(Repository.PathOf("MhdNet.Lib.csproj")))
            {
                var target = Path.Combine(copy.FullName, Path.GetRelativePath(Repository.Root, file));
                Directory.CreateDirectory(Path.GetDirectoryName(target)!);
                File.Copy(file, target);
            }

            var before = await Fingerprint(copy.FullName);
            Assert.Matches("^[0-9a-f]{64}$", before);
            foreach (var folder in Directory.GetDirectories(Path.Combine(copy.FullName, "lib")))
            {
                var planted = Path.Combine(folder, "Planted.cs");
                await File.WriteAllTextAsync(planted, "// a change\n", TestContext.Current.CancellationToken);
                var after = await Fingerprint(copy.FullName);
                File.Delete(planted);
                var name = Path.GetFileName(folder);
                Assert.True(DecidesNothing.Contains(name) == (after == before), $"lib/{name}: the fingerprint {(after == before ? "stayed" : "moved")}");
            }
        }
        finally
        {
            copy.Delete(recursive: true);
        }
    }

    private static async Task<string> Fingerprint(string root)
    {
        var start = new System.Diagnostics.ProcessStartInfo("dotnet")
        {
            RedirectStandardOutput = true,
            WorkingDirectory = root,
            ArgumentList = { "msbuild", "MhdNet.Lib.csproj", "-target:ComputeCodeFingerprint", "-getProperty:CodeFingerprint", "-nodeReuse:false" },
        };
        using var process = System.Diagnostics.Process.Start(start)!;
        var said = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return said.Trim();
    }
}

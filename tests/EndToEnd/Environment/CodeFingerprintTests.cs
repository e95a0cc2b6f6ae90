namespace MhdNet.Tests.BuildEnvironment;

/// <summary>Runs are named by a hash of the code: it moves with every folder of the library that decides a result, and with no
/// other.</summary>
public sealed class CodeFingerprintTests
{
    private static readonly string[] DecidesNothing = ["Analysis", "Figures", "Studies"];

    [Fact]
    public async Task A_change_in_a_folder_moves_the_fingerprint_if_the_folder_decides_results()
    {
        using var copy = new CopiedLibrary();
        var before = await Fingerprint(copy);
        Assert.Matches("^[0-9a-f]{64}$", before);
        foreach (var folder in Directory.GetDirectories(Path.Combine(copy.Root, "lib")))
        {
            var planted = Path.Combine(folder, "Planted.cs");
            await File.WriteAllTextAsync(planted, "// a change\n", TestContext.Current.CancellationToken);
            var after = await Fingerprint(copy);
            File.Delete(planted);
            var name = Path.GetFileName(folder);
            Assert.True(DecidesNothing.Contains(name) == (after == before),
                $"lib/{name}: the fingerprint {(after == before ? "stayed" : "moved")}");
        }
    }

    private static async Task<string> Fingerprint(CopiedLibrary copy) =>
        (await copy.MSBuild("-target:ComputeCodeFingerprint", "-getProperty:CodeFingerprint")).Said.Trim();
}

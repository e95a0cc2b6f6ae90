using System.Text.RegularExpressions;

namespace MhdNet.Tests.BuildEnvironment;

/// <summary>Runs are named by a hash of the code: it moves with every folder of the library that decides a result, and with no
/// other.</summary>
public sealed partial class CodeFingerprintTests
{
    private static readonly string[] DecidesNothing = ["Analysis", "Figures", "Studies"];

    [Fact]
    public async Task A_change_in_a_folder_moves_the_fingerprint_if_the_folder_decides_results()
    {
        using var copy = new CopiedLibrary();
        string?[] folders = [null, .. Directory.GetDirectories(Path.Combine(copy.Root, "lib")).Select(Path.GetFileName)];
        await File.WriteAllTextAsync(Path.Combine(copy.Root, "all.proj"), $"""
            <Project>
              <Target Name="All">
            {string.Concat(folders.Select(Plant))}
              </Target>
            </Project>
            """, TestContext.Current.CancellationToken);
        var (said, exitCode) = await copy.MSBuild("all.proj");
        Assert.True(exitCode == 0, said);
        var hashes = Said().Matches(said).ToDictionary(match => match.Groups[1].Value, match => match.Groups[2].Value);
        Assert.Equal(folders.Length, hashes.Count);
        Assert.All(hashes, one => Assert.True(
            (one.Key.Length == 0 || DecidesNothing.Contains(one.Key)) == (one.Value == hashes[""]),
            $"lib/{one.Key}: the fingerprint {(one.Value == hashes[""] ? "stayed" : "moved")}"));
    }

    // a file more in the folder, the fingerprint, and the file away again: one program for all folders
    private static string Plant(string? folder)
    {
        var file = folder is null ? "planted.txt" : $"lib/{folder}/Planted.cs";
        return $"""
            <WriteLinesToFile File="{file}" Lines="a change" Overwrite="true" />
            <MSBuild Projects="MhdNet.Lib.csproj" Targets="ComputeCodeFingerprint" Properties="Planted={folder}">
              <Output TaskParameter="TargetOutputs" PropertyName="Hash{folder}" />
            </MSBuild>
            <Message Importance="high" Text="[{folder}]=$(Hash{folder})." />
            <Delete Files="{file}" />

            """;
    }

    [GeneratedRegex(@"\[(\w*)\]=([0-9a-f]{64})\.")]
    private static partial Regex Said();
}

using System.Text.RegularExpressions;

namespace MhdNet.Tests.BuildEnvironment;

/// <summary>Runs are named by hashes of the code: that of every training moves with every folder of the library that decides results, a
/// method's own with its folder alone.</summary>
public sealed partial class CodeFingerprintTests
{
    private const string Every = "CodeFingerprint";

    // what shows results, what shares out trainings, and what makes the sequences by whose content a run is named
    private static readonly string[] DecidesNothing =
    [
        "Analysis", "Export", "Figures", "Studies", "Phantom", "Data/Codecs", "Data/Cohorts", "Data/Ct", "Data/Frames", "Data/Import",
        "Data/Preprocessing", "Data/Slides", "Reports", "Runs",
    ];

    private static readonly string[] Methods = ["Baselines", "Controls", "CtAlone", "MissingModality", "MultiModal"];

    [Fact]
    public async Task A_change_in_a_folder_moves_the_fingerprint_if_the_folder_decides_results()
    {
        using var copy = new CopiedLibrary();
        var lib = Path.Combine(copy.Root, "lib");
        string?[] folders =
        [
            null, "Methods/Fifteenth",
            .. Directory.GetDirectories(lib, "*", SearchOption.AllDirectories)
                .Select(path => Path.GetRelativePath(lib, path).Replace('\\', '/')),
        ];
        await File.WriteAllTextAsync(Path.Combine(copy.Root, "all.proj"), $"""
            <Project>
              <Target Name="All">
            {string.Concat(folders.Select(Plant))}
              </Target>
            </Project>
            """, TestContext.Current.CancellationToken);
        var (said, exitCode) = await copy.MSBuild("all.proj");
        Assert.True(exitCode == 0, said);
        var hashes = Said().Matches(said).ToDictionary(match => match.Groups[1].Value, match => match.Groups[2].Value.Split(';')
            .Select(entry => entry.Split('=')).ToDictionary(entry => entry[0], entry => entry[1]));
        Assert.Equal(folders.Length, hashes.Count);
        Assert.Equal([Every, .. Methods.Select(method => $"{Every}.{method}")], hashes[""].Keys.Order());
        Assert.All(hashes, one =>
        {
            var moved = one.Value.Where(hash => hashes[""].GetValueOrDefault(hash.Key) != hash.Value).Select(hash => hash.Key);
            Assert.Equal(Moves(one.Key), moved);
        });
    }

    private static string[] Moves(string folder) => folder switch
    {
        "" => [],
        _ when Array.Exists(DecidesNothing, other => folder == other || folder.StartsWith(other + "/", StringComparison.Ordinal)) => [],
        "Methods/Fifteenth" => [$"{Every}.Fifteenth"],
        _ when Array.Find(Methods, method => folder == "Methods/" + method) is { } own => [$"{Every}.{own}"],
        _ => [Every],
    };

    // a file more in the folder, the fingerprints, and the file away again: one program for all folders
    private static string Plant(string? folder, int index)
    {
        var file = folder is null ? "planted.txt" : $"lib/{folder}/Planted.cs";
        return $"""
            <WriteLinesToFile File="{file}" Lines="a change" Overwrite="true" />
            <MSBuild Projects="MhdNet.Lib.csproj" Targets="ComputeCodeFingerprint" Properties="Planted={index}">
              <Output TaskParameter="TargetOutputs" ItemName="Hash{index}" />
            </MSBuild>
            <Message Importance="high" Text="[{folder}] @(Hash{index}->'%(Identity)=%(Value)')." />
            <Delete Files="{file}" />

            """;
    }

    [GeneratedRegex(@"\[([\w/]*)\] ([\w.;=]*)\.\s")]
    private static partial Regex Said();
}

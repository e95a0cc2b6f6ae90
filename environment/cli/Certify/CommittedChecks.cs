using MhdNet.Studies;
using MhdNet.Studies.Paper;
using MhdNet.Studies.Results;

namespace MhdNet.Cli.Certify;

/// <summary>Numbers of notebooks/RESULTS.md, recomputed from the predictions in data/results; and the paper's parameter counts.</summary>
internal static class CommittedChecks
{
    private const string Committed = "committed results", Counts = "parameters";

    /// <summary>Each section of a study, that on fresh patients where there is one, and the ledger's.</summary>
    /// <param name="root">The repository.</param>
    /// <param name="ledger">The statements, from the committed results alone.</param>
    public static IEnumerable<Check> Sections(string root, Ledger ledger)
    {
        var committed = File.ReadAllText(Path.Combine(root, "notebooks", "RESULTS.md"));
        var folder = Directory.CreateTempSubdirectory("mhdnet-certify-").FullName;
        try
        {
            foreach (var file in Directory.GetFiles(StudySource.ResultsFolder(root)).Order(StringComparer.Ordinal))
            {
                var study = StudyCatalogue.Find(Path.GetFileName(file).Split('.')[0]);
                var result = ResultsFile.Read(file, study, [.. Enumerable.Range(1, 9)], folder);
                yield return Section(folder, committed, Path.GetFileName(file),
                    page => ResultsPage.Write(page, new PrintedTables(result), Command("run", result)));
                if (ConfirmationFile.PathOf(StudySource.ResultsFolder(root), study.Name, result.Scale, cohort: "") is var confirmed
                    && File.Exists(confirmed))
                {
                    var fresh = ConfirmationFile.Read(confirmed, result);
                    yield return Section(folder, committed, $"{Path.GetFileName(file)} on fresh patients",
                        page => ResultsPage.Write(page, new PrintedTables(fresh), Command("confirm", fresh)));
                }
            }

            yield return Section(folder, committed, "ledger",
                page => ResultsPage.Write(page, ledger, "mhdnet ledger --scale demo --seeds 3"));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Parameters of Table V, counted on modules as the paper counts them, in millions as it prints them.</summary>
    public static IEnumerable<Check> Parameters()
    {
        foreach (var row in Published.ReceptiveField)
        {
            yield return Count($"SHFM, kernel {row.Setting[0]}", row.ParametersMillions, PaperCounts.Kernel(row.Setting[0]));
        }

        int[][] divisors = [[1, 1, 1], [2, 1, 1], [2, 2, 1]];
        foreach (var (row, grid) in Published.MemoryCapacity.Zip(divisors))
        {
            yield return Count($"memory of {string.Join("; ", row.Setting)} items", row.ParametersMillions, PaperCounts.Capacity(grid));
        }
    }

    private static Check Count(string what, double millions, long found) => new(
        Counts, what, FormattableString.Invariant($"{millions:0.00} M (Table V)"), FormattableString.Invariant($"{found:#,0}"),
        Math.Round(found / 1e6, 2) == Math.Round(millions, 2));

    private static string Command(string verb, StudyResult result) => $"mhdnet study {verb} {result.Study.Name} --scale "
        + $"{result.Scale.ToString().ToLowerInvariant()} --seeds {result.Rows.Max(row => row.Runs.Count)}";

    private static Check Section(string folder, string committed, string name, Action<string> write)
    {
        var page = Path.Combine(folder, "RESULTS.md");
        File.WriteAllText(page, committed);
        write(page);
        var (was, found) = (committed.Split('\n'), File.ReadAllText(page).Split('\n'));
        var other = was.Zip(found).Count(pair => pair.First != pair.Second) + Math.Abs(was.Length - found.Length);
        return new Check(Committed, $"RESULTS.md from {name}", "0 lines differ", $"{Ui.Count(other, "line")} differ", other == 0);
    }
}

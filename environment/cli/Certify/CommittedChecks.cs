using MhdNet.Studies;
using MhdNet.Studies.Paper;
using MhdNet.Studies.Results;

namespace MhdNet.Cli.Certify;

/// <summary>Numbers of notebooks/RESULTS.md, recomputed from the predictions in data/results; and the paper's parameter counts.</summary>
internal static class CommittedChecks
{
    private const string Committed = "committed results", Counts = "parameters";

    /// <summary>Each section of a study, that on fresh patients where there is one, and the ledgers'.</summary>
    /// <param name="root">The repository.</param>
    /// <param name="ledgers">The statements, from the committed results alone, a ledger a cohort.</param>
    public static IEnumerable<Check> Sections(string root, params IEnumerable<Ledger> ledgers)
    {
        var committed = File.ReadAllText(Path.Combine(root, "notebooks", "RESULTS.md"));
        var folder = Directory.CreateTempSubdirectory("mhdnet-certify-").FullName;
        try
        {
            foreach (var file in Directory.GetFiles(StudySource.ResultsFolder(root)).Order(StringComparer.Ordinal))
            {
                var name = Path.GetFileName(file);
                var study = StudyCatalogue.Find(name.Split('.')[0]);
                var result = ResultsFile.Read(file, study, [.. Enumerable.Range(1, 9)], folder);
                // STUDY.SCALE.parquet is of the built-in cohort
                var source = new StudySource(root, workspace: null, result.Scale, name.Split('.').Length > 3 ? result.Cohort.Folder : "",
                    [.. Enumerable.Range(1, result.Rows.Max(row => row.Runs.Count))]);
                yield return Section(folder, committed, name, page => ResultsPage.Write(page, new PrintedTables(result), source));
                if (source.Confirmed(result) is { } fresh)
                {
                    yield return Section(folder, committed, $"{name} on fresh patients",
                        page => ResultsPage.Write(page, new PrintedTables(fresh), source));
                }
            }

            foreach (var ledger in ledgers)
            {
                yield return Section(folder, committed, ledger.Command, page => ResultsPage.Write(page, ledger));
            }
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

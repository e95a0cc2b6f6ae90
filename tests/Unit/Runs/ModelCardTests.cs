using MhdNet.Evaluation;
using MhdNet.Methods;
using MhdNet.Runs;
using MhdNet.Runs.Cards;
using MhdNet.Tests.Experiments;
using MhdNet.Training;

namespace MhdNet.Tests.Runs;

/// <summary>Every run that was tested has a card, whose figures are those of its predictions.</summary>
[Collection(SmallCollection.Name)] // it trains, too
public sealed class ModelCardTests(SmallWorkspace small)
{
    private static readonly Experiment Row = MatchedControls.MostFrequent;

    [Fact]
    public void A_tested_run_has_one_with_its_figures_and_all_items_answered()
    {
        var workspace = small.Open("card");
        var run = workspace.Runs.Run(workspace.At(Row), cancellation: TestContext.Current.CancellationToken);
        var card = File.ReadAllText(run.Folder.File(ModelCard.FileName));
        Assert.Contains("**Trained on synthetic data", card, StringComparison.Ordinal);
        var report = EvaluationReport.Create(run.Test(), run.Labels.TypeCount);
        var (value, interval) = (report.Patients.MAcc, report.PatientIntervals[nameof(Metrics.MAcc)]);
        Assert.Contains(FormattableString.Invariant($"| {100 * value:0.0} | {100 * interval.Low:0.0} to {100 * interval.High:0.0} |"), card,
            StringComparison.Ordinal);
        foreach (var (guideline, items) in new[] { ("CLAIM 2024", 44), ("TRIPOD+AI", 27) })
        {
            var rows = card.Split($"## {guideline}\n")[1].Split("\n## ")[0].Split('\n')
                .Select(line => line.Split('|', StringSplitOptions.TrimEntries))
                .Where(cells => cells.Length > 2 && int.TryParse(cells[1], out _)).ToList();
            Assert.Equal(Enumerable.Range(1, items), rows.Select(cells => int.Parse(cells[1], null)));
            Assert.All(rows, cells => Assert.True(cells is [_, _, { Length: > 3 }, { Length: > 2 }, _], string.Join('|', cells)));
        }

        Assert.Contains("- not calibrated", card, StringComparison.Ordinal);
        ModelCard.Write(run, "Calibrated on 7 patients.");
        Assert.Contains("- Calibrated on 7 patients.", File.ReadAllText(run.Folder.File(ModelCard.FileName)), StringComparison.Ordinal);
        FinishedRun.Open(run.Folder).CheckModel(); // the card is no part of what the run vouches for
    }

    [Fact]
    public void The_card_of_a_damaged_run_goes_with_it_and_a_run_of_before_gets_one()
    {
        var workspace = small.Open("card of before");
        FinishedRun Run() => workspace.Runs.Run(workspace.At(Row), cancellation: TestContext.Current.CancellationToken);
        var card = Run().Folder.File(ModelCard.FileName);
        File.Delete(card);
        Run();
        Assert.True(File.Exists(card));
        ModelCard.Write(Run(), "of the damaged run");
        File.AppendAllText(Run().Folder.File("test.csv"), "x");
        var again = Run();
        Assert.DoesNotContain("of the damaged run", File.ReadAllText(card), StringComparison.Ordinal);
        Assert.DoesNotContain(ModelCard.FileName, again.Result.Files.Keys);
    }

    [Fact]
    public void A_run_that_was_tested_on_nobody_has_none()
    {
        var workspace = small.Open("no card");
        var run = workspace.Runs.Run(workspace.At(Row), cancellation: TestContext.Current.CancellationToken);
        var file = Path.Combine(small.Folder, "frequent.safetensors");
        ModelFile.Export(run, file);
        var imported = ModelFile.Import(file, new RunFolder(Path.Combine(small.Folder, "no card imported")));
        ModelCard.Write(imported);
        Assert.False(File.Exists(imported.Folder.File(ModelCard.FileName)));
    }
}

using MhdNet.Data;
using MhdNet.Evaluation;
using MhdNet.Figures;
using MhdNet.Phantom;
using MhdNet.Runtime;
using MhdNet.Studies.When;
using MhdNet.Tests.Data;

namespace MhdNet.Tests.Studies.When;

public sealed class ParameterTierTests
{
    private static readonly Axes _axes = Axes.Smoke with { Patients = [40], Agreements = [1], TestPatients = 600 };

    private readonly CancellationToken _token = TestContext.Current.CancellationToken;

    [Fact]
    public void What_carries_p_of_the_type_given_CT_and_more_patients_gain_and_what_is_finished_is_not_computed_again()
    {
        using var folder = new TemporaryFolder();
        var grid = ParameterTier.Run(_axes, new FinishedParts(folder.Path), null, _token);
        var cell = Assert.Single(_axes.Cells);
        Assert.All(
            [Target.BayesCt, Target.Unlabelled, Target.MoreLabels], target => Assert.InRange(grid.Gain(cell, target).Value, 0.02, 0.4));
        Assert.InRange(grid.Gain(cell, Target.Self).Value, -0.05, 0.05);
        Assert.True(grid.Teacher(cell).Value > grid.Accuracy(cell, Target.MoreLabels).Value);

        var files = Directory.GetFiles(folder.Path, "*.json", SearchOption.AllDirectories);
        Assert.Equal(_axes.Draws, files.Length);
        using var stopped = new CancellationTokenSource();
        var again = ParameterTier.Run(_axes, new FinishedParts(folder.Path), null, _token);
        Assert.Equal(grid.Gain(cell, Target.Teacher), again.Gain(cell, Target.Teacher));
        File.WriteAllText(files[0], "{");
        Assert.Throws<InputException>(() => ParameterTier.Run(_axes, new FinishedParts(folder.Path), null, _token));
        stopped.Cancel();
        Assert.Throws<OperationCanceledException>(() => ParameterTier.Run(_axes, new FinishedParts(null), null, stopped.Token));

        var table = WhenTables.Theories(grid);
        Assert.All(table.Rows, row => Assert.Equal(int.Parse(row[3]), row.Skip(4).Sum(int.Parse)));
        Assert.Equal(Targets.All.Count + 1, WhenTables.Accuracies(grid, 1, 0.5).Rows.Count);
        var best = FormattableString.Invariant($"{100 * grid.Gain(cell, Target.BayesCt).Value:0.0} points at 40 patients");
        Assert.Contains(Advice.Sentences(grid), sentence => sentence.Contains(best, StringComparison.Ordinal));
        Assert.Equal("40", Assert.Single(WhenTables.Expectations(grid, 0.5).Rows)[0]);
        Assert.NotEqual(
            Figure.Phase(grid, [Target.Teacher]).ToPicture().Png, Figure.Phase(grid, [Target.BayesCt]).ToPicture().Png);
    }

    [Theory]
    [InlineData(Predicted.Gain, 0.001, 0.02, Verdict.Holds)]
    [InlineData(Predicted.Gain, -0.02, 0.009, Verdict.DoesNotHold)]
    [InlineData(Predicted.Gain, -0.02, 0.02, Verdict.Undecided)]
    [InlineData(Predicted.NoDifference, -0.009, 0.009, Verdict.Holds)]
    [InlineData(Predicted.NoDifference, 0.011, 0.02, Verdict.DoesNotHold)]
    [InlineData(Predicted.NoDifference, -0.02, -0.011, Verdict.DoesNotHold)]
    [InlineData(Predicted.NoDifference, -0.02, 0.0, Verdict.Undecided)]
    [InlineData(Predicted.Nothing, 0.1, 0.2, null)]
    public void A_prediction_is_judged_by_the_interval(Predicted predicted, double low, double high, Verdict? verdict) =>
        Assert.Equal(verdict, predicted.Judge(new Interval((low + high) / 2, low, high, 0.95, 0)));

    [Fact]
    public void A_reader_errs_as_often_as_the_agreement_says_and_never_where_labels_are_faultless()
    {
        var patients = DrawnPatients.Draw(
            PhantomDisease.Thymus, PhantomKnobs.Fixed, Enumerable.Range(0, 4000).Select(i => i % 8), 1, 1);
        double[] equal = [.. Enumerable.Repeat(0.125, 8)];
        Assert.Equal(patients.Types, patients.Read(1, equal, new CounterRandom(1)));
        var read = patients.Read(0.68, equal, new CounterRandom(1));
        Assert.InRange(read.Zip(patients.Types).Count(pair => pair.First == pair.Second) / 4000.0, 0.69, 0.75);
        Assert.All(
            read.Zip(patients.Types).Where(pair => pair.Second == LabelSet.Thymic.IndexOf("A")),
            pair => Assert.Contains(pair.First, (int[])[0, LabelSet.Thymic.IndexOf("AB")]));
    }

    [Fact]
    public void Placebo_pathology_is_of_another_type()
    {
        var patients = DrawnPatients.Draw(PhantomDisease.Thymus, PhantomKnobs.Fixed, Enumerable.Range(0, 16).Select(i => i % 8), 1, 1);
        var seen = patients.WithPathologyOfOthers(patients.Types, new CounterRandom(2));
        Assert.All(seen.Index(), row =>
        {
            Assert.Equal(patients.Ct[row.Index], row.Item.Take(9));
            var other = Array.FindIndex(patients.Tissue, tissue => tissue.SequenceEqual(row.Item.Skip(9)));
            Assert.NotEqual(patients.Types[row.Index], patients.Types[other]);
        });
    }

    [Fact]
    public void The_ceiling_of_distillation_is_above_zero_where_patients_are_few()
    {
        var ceiling = DistillationCeiling.Compute([4, 12, 8], PhantomKnobs.Fixed, PhantomDisease.Lung, null, _token);
        Assert.Equal(24, ceiling.Patients);
        Assert.True(ceiling.Gain.Low > 0, ceiling.InWords);
        Assert.Throws<InputException>(() => DistillationCeiling.Compute([1, 0, 0], PhantomKnobs.Fixed, PhantomDisease.Lung, null, _token));
    }
}

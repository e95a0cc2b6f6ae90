using MhdNet.Methods;
using MhdNet.Phantom;
using MhdNet.Runs;
using MhdNet.Runtime;
using MhdNet.Studies;
using MhdNet.Studies.Results;
using MhdNet.Tests.Data;

namespace MhdNet.Tests.Experiments;

/// <summary>A finished study on patients whom it has not met.</summary>
[Collection(SmallCollection.Name)]
public sealed class ConfirmationTests(SmallWorkspace small)
{
    private static readonly Study Two = Study.Create("two", Experiment.Paper, Experiment.Alone);

    [Fact]
    public void Every_network_is_tested_on_the_fresh_patients_alone_and_what_it_said_travels()
    {
        TorchRuntime.Start(seed: 0, threads: 1);
        var workspace = small.Open(SmallCollection.Common);
        var finished = Two.Run(workspace, [1], jobs: 1, cancellation: TestContext.Current.CancellationToken);
        var fresh = Fresh(seed: 2);
        var confirmed = Confirmation.Create(finished, workspace, fresh, cancellation: TestContext.Current.CancellationToken);

        var patients = fresh.Test.Sequences.Select(pair => pair.Ct.PatientId).Distinct().Order(StringComparer.Ordinal).ToList();
        Assert.Equal(finished.Rows.Select(Runs), confirmed.Rows.Select(Runs));
        Assert.All(confirmed.Rows, row => Assert.Equal(patients, row.Test!.Patients));
        Assert.All(confirmed.Rows, row => Assert.Null(row.Extra));
        Assert.Equal($"{patients.Count} fresh patients", confirmed.Against(Experiment.Alone.Name)!.Decided);
        Assert.Contains(confirmed.Table().Columns, column => column.Name == $"difference, {patients.Count} fresh patients");
        Assert.Contains("whom no training, no choice and no table has met", confirmed.Caption, StringComparison.Ordinal);
        Assert.Contains("fresh patients", confirmed.Title, StringComparison.Ordinal);

        // the label is the fresh patient's own, not that of a namesake in the study's cohort
        var types = fresh.Test.Sequences.ToDictionary(pair => pair.Ct.SeqId, pair => fresh.Sequences.Labels.IndexOf(pair.Ct.Label));
        Assert.All(confirmed.Rows[1].Test!.Runs[0], said => Assert.Equal(types[said.SeqId], said.Label));

        using var folder = new TemporaryFolder();
        var path = folder.File("two.parquet");
        ConfirmationFile.Write(path, confirmed);
        var read = ConfirmationFile.Read(path, finished);
        Assert.Equal(confirmed.Rows.Select(Said), read.Rows.Select(Said));
        Assert.Equal((true, confirmed.Caption, path), (read.IsOnFreshPatients, read.Caption, read.Origin));
        var other = Assert.Throws<InputException>(() => ConfirmationFile.Read(path, Study.Create("else", Experiment.Alone)
            .Find(workspace, [1])));
        Assert.Contains("is not of study else", other.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_was_said_counts_with_the_weights_alone_that_said_it()
    {
        TorchRuntime.Start(seed: 0, threads: 1);
        var one = Study.Create("one", Experiment.Alone);
        var workspace = small.Open(SmallCollection.Common);
        var finished = one.Run(workspace, [1], jobs: 1, cancellation: TestContext.Current.CancellationToken);
        using var folder = new TemporaryFolder();
        var path = folder.File("one.parquet");
        ConfirmationFile.Write(
            path, Confirmation.Create(finished, workspace, Fresh(seed: 2), cancellation: TestContext.Current.CancellationToken));
        var seeds = one.Run(workspace, [1, 2], jobs: 1, cancellation: TestContext.Current.CancellationToken);
        Assert.Equal([1], ConfirmationFile.Read(path, seeds).Rows[0].Runs.Select(run => run.Seed)); // the other seed was not asked
    }

    [Fact]
    public void Patients_of_the_study_itself_are_refused()
    {
        TorchRuntime.Start(seed: 0, threads: 1);
        var workspace = small.Open(SmallCollection.Common);
        var finished = Study.Create("one", Experiment.Alone).Find(workspace, [1]);
        var refused = Assert.Throws<InputException>(() => Confirmation.Create(
            finished, workspace, workspace, cancellation: TestContext.Current.CancellationToken));
        Assert.Contains("is in the cohort of the study, too", refused.Message, StringComparison.Ordinal);
    }

    private Workspace Fresh(int seed)
    {
        var folder = Path.Combine(small.Folder, $"fresh-{seed}");
        PhantomCohort.Write(
            folder,
            new PhantomOptions
            {
                Preset = PhantomPreset.Mini with
                {
                    Name = "small",
                    PatientsPerType = [2, 2, 2, 2, 2, 2, 2, 2],
                    CtSize = 48,
                    SlideSize = 896,
                },
                Seed = seed,
            },
            cancellation: TestContext.Current.CancellationToken);
        return Workspace.Open(Path.Combine(small.Folder, "common"), "smoke", folder);
    }

    private static string Runs(StudyRow row) => string.Join(' ', row.Runs.Select(run => run.Run.Folder.Name));

    private static string Said(StudyRow row) => string.Join('\n', row.Test!.Runs.SelectMany(run => run)
        .Select(said => $"{said.SeqId} {said.PatientId} {said.Label} {string.Join(' ', said.Probabilities)}"));
}

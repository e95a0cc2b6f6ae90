using MhdNet.Evaluation;
using MhdNet.Methods;
using MhdNet.Methods.Mhd;
using MhdNet.Studies;
using MhdNet.Studies.Paper;
using MhdNet.Studies.Results;
using Microsoft.Data.Analysis;

namespace MhdNet.Tests.Experiments;

[Collection(SmallCollection.Name)]
public sealed class LedgerTests(SmallWorkspace small)
{
    [Fact]
    public void Every_statement_of_the_paper_is_there_once_and_what_needs_runs_says_which()
    {
        var ledger = new Ledger(new StudySource(small.Folder, null, Scale.Demo, "", [1, 2, 3]));
        Assert.Equal(ledger.Entries.Count, ledger.Entries.Select(entry => entry.Id).Distinct().Count());
        Assert.Empty(Published.Claims.Select(claim => claim.Id).Except(ledger.Entries.Select(entry => entry.Id)));
        Assert.All(ledger.Entries, entry => Assert.False(string.IsNullOrWhiteSpace(entry.Here), entry.Id));
        Assert.All(
            StudyCatalogue.All.SelectMany(study => study.Statements.Select(statement => (study.Name, statement.Id))),
            judged => Assert.Equal($"`mhdnet study run {judged.Name} --scale demo --seeds 3`", Of(ledger, judged.Id).Here));

        // counts need no runs: Table V's parameters are exact, the printed totals of the networks are not
        Assert.Equal(["F7-d", "F7-e"], ledger.Entries.Where(entry => entry.Standing == Standing.DoesNotHold).Select(entry => entry.Id));
        Assert.All(new[] { 3, 5, 7, 9 }, kappa => Assert.Equal(Standing.Holds, Of(ledger, $"T5-kernel-{kappa}").Standing));
        Assert.Equal(3, ledger.Entries.Count(entry => entry.Id.StartsWith("T5-capacity-", StringComparison.Ordinal)
            && entry.Standing == Standing.Holds));
    }

    [Fact]
    public void Finished_runs_are_judged_named_and_written()
    {
        var workspace = small.Open(SmallCollection.Common);
        var study = Tables3And4.Study.Run(workspace, [1], jobs: 1, cancellation: TestContext.Current.CancellationToken);
        var ledger = new Ledger(new StudySource(small.Folder, workspace, Scale.Smoke, "", [1]));
        var judged = Of(ledger, "T4-alone");
        Assert.Equal(LedgerEntry.StandingOf(study.Judge(study.Study.Statements.Single(statement => statement.Id == "T4-alone"))!.Value),
            judged.Standing);
        Assert.Equal(study.Row("MHD-Net").Runs.Concat(study.Row("student alone").Runs).Select(run => run.Run.Folder.Name), judged.Runs);
        Assert.Contains("8 extra test patients, 1 seed", judged.Here, StringComparison.Ordinal);

        // a seed that only one of the rows has is not judged, and not named
        workspace.Runs.Run(workspace.At(Experiment.Alone with { Seed = 2 }), cancellation: TestContext.Current.CancellationToken);
        Assert.Equal(judged.Runs, Of(new Ledger(new StudySource(small.Folder, workspace, Scale.Smoke, "", [1, 2])), "T4-alone").Runs);

        // the teacher is tested on the extra patients that have pathology, by each of its heads; so is a network of pathology alone
        string[] paired = ["T0001", "T0002", "T0003", "T0004"];
        static IEnumerable<string> Patients(IReadOnlyList<Prediction> found) => found.Select(row => row.PatientId).Distinct();
        Assert.Equal(paired, Patients(study.Row("MHD-Net teacher").Runs[0].Run.Extra()));
        var teacher = workspace.Runs.Run(workspace.At(Experiment.Teacher), cancellation: TestContext.Current.CancellationToken);
        Assert.All(new[] { null, "radiology", "pathology" }, head => Assert.Equal(paired, Patients(teacher.Extra(head))));
        Assert.Equal(8, Patients(study.Row("MHD-Net").Runs[0].Run.Extra()).Count());
        var pathology = workspace.At(Experiment.Paper.Vary("pathology alone", mhd => mhd with { Tested = MhdNetPart.Pathology }));
        Assert.Equal(paired, Patients(workspace.Runs.Run(pathology, cancellation: TestContext.Current.CancellationToken).Extra()));
        Assert.Contains(study.Table().Columns, column => column.Name == "mAcc %, 4 extra patients with pathology");
        Assert.Contains("16 patients and 8 extra test patients (4 with pathology)", workspace.Caption, StringComparison.Ordinal);
        Assert.Equal(Standing.AnotherCohort, Of(ledger, "T4-RPTET-MHD-Net (student)").Standing);
        Assert.Equal(Standing.NotRun, Of(ledger, "F6-a").Standing);
        Assert.Contains($"{ledger.Entries.Count(entry => entry.Standing == Standing.NotRun)} have not been run",
            ledger.Summary, StringComparison.Ordinal);

        var path = Path.Combine(small.Folder, "ledger.csv");
        ledger.WriteCsv(path);
        var table = DataFrame.LoadCsv(path);
        Assert.Equal(ledger.Entries.Count, table.Rows.Count);
        Assert.Equal(ledger.Entries.Select(entry => entry.StandingInWords), table.Columns["verdict"].Cast<string>());
    }

    private static LedgerEntry Of(Ledger ledger, string id) => ledger.Entries.Single(entry => entry.Id == id);
}

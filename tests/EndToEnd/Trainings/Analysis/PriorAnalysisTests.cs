using MhdNet.Analysis;
using MhdNet.Evaluation;
using MhdNet.Methods;
using MhdNet.Runtime;

namespace MhdNet.Tests.Experiments;

[Collection(SmallCollection.Name)]
public sealed class PriorAnalysisTests(SmallWorkspace small)
{
    [Fact]
    public void It_counts_what_prior_and_student_say_on_the_tumour_sequences_of_each_part()
    {
        var workspace = small.Open("prior");
        var experiment = workspace.At(Experiment.Paper).Vary("MHD-Net", mhd => mhd with
        {
            Teacher = mhd.Teacher with { Epochs = 1 },
            Student = mhd.Student with { Epochs = 1 },
        });
        var student = workspace.Runs.Run(experiment, cancellation: TestContext.Current.CancellationToken);
        var found = PriorAnalysis.Compute(student, workspace);

        Assert.Equal(["training", "validation", "test", "extra test"], found.Select(row => row.Patients));
        Assert.Equal(workspace.Test.Sequences.Count, found[2].Sequences);
        Assert.Equal(workspace.Test.Extra.Count, found[3].Sequences);

        // what the runs' own files say of the same sequences
        var classes = workspace.Sequences.Labels.ClassCount;
        double Right(IReadOnlyList<Prediction> rows) =>
            rows.Average(row => row.Decide(Decision.AllClasses, classes) == row.Label ? 1.0 : 0);
        var tumours = student.Test().Where(row => row.Label < workspace.Sequences.Labels.TypeCount).ToList();
        Assert.Equal(Right(tumours), found[2].StudentRight, 1e-9);
        Assert.All(found, row => Assert.All(
            new[] { row.PriorRight, row.Alike, row.RightUnderTruth, row.RightUnderUniform }, share => Assert.InRange(share, 0, 1)));

        // a network that reads no memory is refused
        var teacher = FinishedRun.Open(Path.Combine(workspace.Runs.Folder, student.Phase.Needs[0].FolderName));
        Assert.Contains("is no student that reads a memory",
            Assert.Throws<InputException>(() => PriorAnalysis.Compute(teacher, workspace)).Message, StringComparison.Ordinal);
    }
}

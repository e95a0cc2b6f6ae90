
using MhdNet.Evaluation;
using MhdNet.Methods.Mhd;
using MhdNet.Runtime;
using MhdNet.Training;

namespace MhdNet.Runs;

/// <summary>A finished teacher run.</summary>
public sealed class TrainedTeacher
{
    private static readonly string[] Heads = ["radiology", "pathology", "fusion"];

    /// <summary>Predictions of the fusion branch: the teacher's answer.</summary>
    internal static string FusionFile(string set) => FileOf(set, "fusion");

    internal TrainedTeacher(RunFolder run)
    {
        Run = run;
        Recipe = run.ReadJson<NamedRecipe>("experiment.json").Teacher!;
        Result = run.ReadJson<RunResult>("result.json");
    }

    /// <summary>Its folder.</summary>
    public RunFolder Run { get; }

    /// <summary>What it was made of.</summary>
    public TeacherRecipe Recipe { get; }

    /// <summary>Selected epoch and test scores.</summary>
    public RunResult Result { get; }

    /// <summary>Losses and validation by epoch.</summary>
    public IReadOnlyList<EpochRecord> History => Run.ReadHistory();

    /// <summary>Test predictions of the three heads, on the test patients that have pathology.</summary>
    /// <exception cref="InputException">No test patient has: the teacher could not be tested, the student can.</exception>
    public TeacherPredictions TestPredictions() => Read(Outcome.TestSet)
        ?? throw new InputException($"{Run.Path}: the teacher is untested, since no test patient has pathology: look at the student, which needs none");

    /// <summary>The same on the extra patients that have pathology; null where none has.</summary>
    public TeacherPredictions? ExtraPredictions() => Read(Outcome.ExtraSet);

    /// <summary>The networks with the selected epoch's weights, in evaluation mode.</summary>
    public TeacherWithMemory Load()
    {
        var teacher = Build(Recipe);
        Checkpoint.LoadModule(Run.ModelFile, teacher);
        teacher.eval();
        return teacher;
    }

    internal static TeacherWithMemory Build(TeacherRecipe recipe) => new(recipe.Network, recipe.Memory);

    internal static IReadOnlyList<(string File, IReadOnlyList<Prediction> Predictions)> Files(string set, TeacherPredictions found) =>
        [.. Heads.Select(head => FileOf(set, head)).Zip([found.Radiology, found.Pathology, found.Fusion])];

    private TeacherPredictions? Read(string set)
    {
        if (!File.Exists(Run.File(FusionFile(set))))
        {
            return null;
        }

        var heads = Heads.Select(head => Predictions.Read(Run.File(FileOf(set, head)))).ToArray();
        return new TeacherPredictions(heads[0], heads[1], heads[2]);
    }

    private static string FileOf(string set, string head) => $"{set}-{head}.csv";
}


using MhdNet.Data;
using MhdNet.Evaluation;
using MhdNet.Methods;
using MhdNet.Methods.Mhd;
using MhdNet.Networks;
using MhdNet.Training;

namespace MhdNet.Runs;

/// <summary>A finished student run. Its model file is whole: radiology prior and frozen banks travel with the student.</summary>
public sealed class TrainedStudent
{
    internal TrainedStudent(RunFolder run)
    {
        Run = run;
        var named = run.ReadJson<NamedRecipe>("experiment.json");
        Name = named.Name;
        Recipe = named.Student!;
        Result = run.ReadJson<RunResult>("result.json");
    }

    /// <summary>Its folder.</summary>
    public RunFolder Run { get; }

    /// <summary>Name of the experiment that trained it.</summary>
    public string Name { get; }

    /// <summary>What it was made of.</summary>
    public StudentRecipe Recipe { get; }

    /// <summary>Selected epoch and test scores.</summary>
    public RunResult Result { get; }

    /// <summary>Names of its classes.</summary>
    public LabelSet Labels => LabelSet.All.First(labels => labels.Name == Recipe.Labels);

    /// <summary>Losses and validation by epoch.</summary>
    public IReadOnlyList<EpochRecord> History => Run.ReadHistory();

    /// <summary>Predictions on the test patients' CT sequences, `other` among them.</summary>
    public IReadOnlyList<Prediction> TestPredictions() => Predictions.Read(Run.File(Outcome.TestFile));

    /// <summary>Opens a finished student run by its folder.</summary>
    /// <exception cref="Runtime.InputException">The folder holds none.</exception>
    public static TrainedStudent Open(string folder)
    {
        var run = new RunFolder(folder);
        return run.IsFinished && run.ReadJson<NamedRecipe>("experiment.json").Student is not null
            ? new TrainedStudent(run)
            : throw new Runtime.InputException($"{folder}: holds no finished student: give the folder of a student's run");
    }

    /// <summary>
    /// The student of the method as published that was finished last; else the last of another variant, a student trained alone only
    /// where there is no other. Students into whose training the test leaked do not count.
    /// </summary>
    /// <exception cref="Runtime.InputException">There is none.</exception>
    public static TrainedStudent Newest(string folder) =>
        Directory.Exists(folder)
        && Directory.EnumerateDirectories(folder, $"{StudentRecipe.RunKind}-*")
            .Select(path => new RunFolder(path))
            .Where(run => run.IsFinished)
            .Select(run => new TrainedStudent(run))
            .Where(student => student.Recipe.Leak == Leak.None)
            .MaxBy(student => (student.Name == Experiment.Paper.Name, student.Recipe.Teacher is not null, File.GetLastWriteTimeUtc(student.Run.ResultFile))) is { } newest
            ? newest
            : throw new Runtime.InputException($"{folder}: holds no finished student: run `mhdnet train` or `mhdnet reproduce` first");

    /// <summary>The network with the selected epoch's weights, in evaluation mode.</summary>
    public StudentNetwork Load()
    {
        var student = Untrained(Recipe);
        Checkpoint.LoadModule(Run.ModelFile, student);
        student.eval();
        return student;
    }

    /// <summary>The network of a recipe, to be filled from a file.</summary>
    internal static StudentNetwork Untrained(StudentRecipe recipe)
    {
        var network = recipe.Network;
        return Build(
            recipe,
            () => new ResNet3d(network.TeacherDepth, 1, network),
            () => new FrozenMemory(network.MemoryStages(), network.TypeCount, recipe.Memory));
    }

    internal static StudentNetwork Build(StudentRecipe recipe, Func<ResNet3d> prior, Func<FrozenMemory> memory) => recipe switch
    {
        { Teacher: not null, Reading: MemoryReading.TeachersPrediction } => new StudentNetwork(recipe.Network, prior(), memory()),
        { Teacher: not null, Reading: MemoryReading.OwnPrediction } => new StudentNetwork(recipe.Network, memory()),
        _ => new StudentNetwork(recipe.Network),
    };
}

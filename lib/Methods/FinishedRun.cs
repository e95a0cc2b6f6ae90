using MhdNet.Data;
using MhdNet.Evaluation;
using MhdNet.Networks;
using MhdNet.Runtime;
using MhdNet.Training;

namespace MhdNet.Methods;

/// <summary>
/// A finished training, of whatever method: what it was, how it ended, what it says of the test patients, and its network. Every file is
/// checked against the SHA-256 that result.json holds before it is believed.
/// </summary>
public sealed class FinishedRun
{
    private const string TestSet = "test", ExtraSet = "extra", ExperimentFile = "experiment.json", ResultFile = "result.json";

    private FinishedRun(RunFolder folder, NamedPhase named, RunResult result) =>
        (Folder, Name, Phase, Result) = (folder, named.Name, named.Phase, result);

    /// <summary>Its folder.</summary>
    public RunFolder Folder { get; }

    /// <summary>Name of the experiment that asked for it first.</summary>
    public string Name { get; }

    /// <summary>What was trained.</summary>
    public Phase Phase { get; }

    /// <summary>Selected epoch and test scores.</summary>
    public RunResult Result { get; }

    /// <summary>The classes.</summary>
    public LabelSet Labels => Phase.Setting.Labels!;

    /// <summary>What it was computed with.</summary>
    public RuntimeReport Runtime => Folder.ReadJson<RuntimeReport>("environment.json");

    /// <summary>Losses and validation by epoch.</summary>
    public IReadOnlyList<EpochRecord> History => Folder.ReadHistory();

    /// <summary>Opens a finished run.</summary>
    /// <param name="folder">Its folder.</param>
    /// <exception cref="InputException">It holds no finished run, or one that has been damaged since.</exception>
    public static FinishedRun Open(RunFolder folder)
    {
        ArgumentNullException.ThrowIfNull(folder);
        if (!folder.IsFinished)
        {
            throw new InputException(
                $"{folder.Path}: holds no finished run: give a run's folder, as `mhdnet train` and `mhdnet study plan` name them");
        }

        var result = folder.ReadJson<RunResult>(ResultFile);
        if (result is not { Files: not null, Tests: not null, IsSealed: true })
        {
            throw Damaged(folder, ResultFile);
        }

        foreach (var (name, hash) in result.Files.Where(file => folder.File(file.Key) != folder.ModelFile))
        {
            Check(folder, name, hash);
        }

        if (!result.Files.ContainsKey(ExperimentFile) || !result.Files.ContainsKey(Path.GetFileName(folder.ModelFile)))
        {
            throw Damaged(folder, ResultFile);
        }

        return new FinishedRun(folder,
            NamedPhase.Parse(File.ReadAllText(folder.File(ExperimentFile)), folder.File(ExperimentFile)), result);
    }

    /// <inheritdoc cref="Open(RunFolder)"/>
    public static FinishedRun Open(string folder) => Open(new RunFolder(folder));

    /// <summary>Opens a finished run whose every file, weights included, is as it was when it was finished.</summary>
    /// <param name="folder">Its folder.</param>
    /// <param name="damage">Why there is none although the training was once finished; else null.</param>
    /// <returns>Null where the training is still to do or to do again.</returns>
    internal static FinishedRun? Whole(RunFolder folder, out string? damage)
    {
        damage = null;
        if (!folder.IsFinished)
        {
            return null;
        }

        try
        {
            var run = Open(folder);
            run.CheckModel();
            return run;
        }
        catch (InputException damaged)
        {
            damage = damaged.Message;
            return null;
        }
    }

    /// <summary>Refuses a run whose weights are not as they were when it was finished; its other files were checked when it was
    /// opened.</summary>
    /// <exception cref="InputException">The model file is missing or damaged.</exception>
    public void CheckModel()
    {
        var name = Path.GetFileName(Folder.ModelFile);
        Check(Folder, name, Result.Files[name]);
    }

    /// <summary>The network with the selected epoch's weights, in evaluation mode, on the CPU; its learning has ended
    /// (<see cref="Classifier.EndLearning"/>).</summary>
    /// <exception cref="InputException">The model file is missing or damaged.</exception>
    public Classifier Load()
    {
        CheckModel();
        Classifier network;
        lock (TorchRuntime.Building)
        {
            network = Phase.Build();
        }

        Checkpoint.LoadModule(Folder.ModelFile, network);
        network.eval();
        network.EndLearning();
        return network;
    }

    /// <summary>
    /// Predictions on the test patients' tumour sequences and, of networks that need CT alone, on their `other` sequences; none where
    /// pathology is needed that no test patient has.
    /// </summary>
    /// <param name="head">Name of a head; null: the answer.</param>
    /// <exception cref="InputException">The network has no such head.</exception>
    public IReadOnlyList<Prediction> Test(string? head = null) => Read(TestSet, head);

    /// <summary>
    /// Predictions on the extra patients' tumour sequences, where pathology is needed of those that have it; none where there are none.
    /// </summary>
    /// <param name="head">Name of a head; null: the answer.</param>
    /// <exception cref="InputException">The network has no such head.</exception>
    public IReadOnlyList<Prediction> Extra(string? head = null) => Read(ExtraSet, head);

    /// <summary>File of what a head says of a set of patients; the answer's has the set's name alone.</summary>
    internal static string FileOf(bool extra, string? head) => $"{(extra ? ExtraSet : TestSet)}{(head is null ? "" : "-" + head)}.csv";

    private IReadOnlyList<Prediction> Read(string set, string? head)
    {
        var name = FileOf(set == ExtraSet, head);
        if (Result.Files.ContainsKey(name))
        {
            return Predictions.Read(Folder.File(name));
        }

        return Result.Files.ContainsKey($"{set}.csv")
            ? throw new InputException(
                $"{Folder.Path}: '{head}' is none of its network's heads: use one of {string.Join(", ", Heads(set))}, "
                + "or none for the answer")
            : [];
    }

    private IEnumerable<string> Heads(string set)
    {
        var prefix = $"{set}-";
        return Result.Files.Keys.Where(file => file.StartsWith(prefix, StringComparison.Ordinal))
            .Select(file => Path.GetFileNameWithoutExtension(file)[prefix.Length..]).Order(StringComparer.Ordinal);
    }

    private static void Check(RunFolder folder, string name, string hash)
    {
        var path = folder.File(name);
        if (!File.Exists(path) || ContentHash.OfFile(path) != hash)
        {
            throw Damaged(folder, name);
        }
    }

    private static InputException Damaged(RunFolder folder, string name) => new(
        $"{folder.Path}: {name} {(File.Exists(folder.File(name)) ? "is not as it was when the run was finished" : "is missing")}: "
        + "`mhdnet train` or `mhdnet study run` with the same options trains the run again");
}

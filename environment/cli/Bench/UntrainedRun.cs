using MhdNet.Methods;
using MhdNet.Networks;
using MhdNet.Runtime;
using MhdNet.Training;

namespace MhdNet.Cli.Bench;

/// <summary>A finished run of a network that nobody trained, for what needs one.</summary>
internal static class UntrainedRun
{
    /// <summary>Writes it.</summary>
    /// <param name="folder">Where to; what else a test wants in it is there already.</param>
    /// <param name="phase">The training it would be of.</param>
    /// <param name="network">The network, as it is.</param>
    public static FinishedRun Write(string folder, Phase phase, Classifier network)
    {
        var run = new RunFolder(folder);
        AtomicFile.WriteText(run.File("experiment.json"), new NamedPhase("untrained", phase).Json());
        Checkpoint.SaveModule(run.ModelFile, network, new Dictionary<string, string> { ["epoch"] = "1" });
        run.Finish(new RunResult(1, phase.Setting.Synthetic, 0, new Dictionary<string, double>(), run.Hashes()).Sealed());
        return FinishedRun.Open(run);
    }
}

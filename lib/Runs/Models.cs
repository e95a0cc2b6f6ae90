using MhdNet.Data.Sequences;
using MhdNet.Methods;
using MhdNet.Methods.Blocks;
using MhdNet.Methods.Mhd;
using MhdNet.Networks;
using MhdNet.Runtime;
using MhdNet.Training;

namespace MhdNet.Runs;

/// <summary>Which finished run a person most likely means.</summary>
public static class Models
{
    /// <summary>
    /// Of the networks that need CT alone, the one of the method as published that was finished last; else the last of another variant, one
    /// trained without a teacher only where there is no other. Runs into whose training the test leaked do not count, nor those that saw
    /// placebo pathology or were fitted without a step, and damaged ones are passed over.
    /// </summary>
    /// <param name="folder">A run store's folder.</param>
    /// <exception cref="InputException">There is none.</exception>
    public static FinishedRun Newest(string folder) =>
        (Directory.Exists(folder) ? Directory.EnumerateDirectories(folder) : [])
            .Select(path => new RunFolder(path))
            .Where(run => run.IsFinished)
            .Select(Whole)
            .OfType<FinishedRun>()
            .Where(run => run.Phase is not (LeakingPhase or FittedPhase or { Training.Pairing: Pairing.OtherType })
                && run.Phase.Sees == Modalities.Ct)
            .MaxBy(run => (run.Name == Experiment.Paper.Name && run.Phase is StudentPhase,
                run.Phase.Needs.Count > 0, File.GetLastWriteTimeUtc(run.Folder.ResultFile)))
        ?? throw new InputException(
            $"{folder}: holds no finished network that needs CT alone: run `mhdnet train` or `mhdnet reproduce` first");

    private static FinishedRun? Whole(RunFolder folder)
    {
        try
        {
            return FinishedRun.Open(folder);
        }
        catch (InputException)
        {
            return null; // whoever asks for it by name is told why
        }
    }
}

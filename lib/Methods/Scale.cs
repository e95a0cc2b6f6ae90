
using MhdNet.Runtime;
using MhdNet.Training;

namespace MhdNet.Methods;

/// <summary>How large an experiment is made. Only sizes change; the code path is the same.</summary>
public enum Scale
{
    /// <summary>Seconds: for tests and for a first look. Its numbers mean nothing.</summary>
    Smoke,

    /// <summary>Minutes on two cores: what readers run and what the committed notebooks show.</summary>
    Demo,

    /// <summary>The paper's sizes (Sec. IV-A, IV-B): 24 frames of 224x224, width 64, 100 epochs; for a GPU and real data.</summary>
    Paper,
}

/// <summary>Reads a scale as people write it.</summary>
public static class Scales
{
    /// <summary>"smoke", "demo" or "paper", in any case.</summary>
    /// <exception cref="InputException">Anything else.</exception>
    public static Scale Parse(string text) => Enum.TryParse<Scale>(text, ignoreCase: true, out var scale) && Enum.IsDefined(scale)
        ? scale
        : throw new InputException($"scale '{text}' is not known: use smoke, demo or paper");

    /// <summary>
    /// Threads of one tensor operation of a training: one at smoke and demo scale, where a second gains nothing and would add in another
    /// order, so that a seed gives the same run alone or within a study and on any number of cores; null, the process's, at paper scale.
    /// </summary>
    public static int? Threads(Scale scale) => scale == Scale.Paper ? null : 1;

    /// <summary>
    /// A training's options at a scale. Demo and smoke take fewer epochs, let the rate decay and thin `other`: measured on CT alone to be
    /// what makes one modality learnable at 64x64 (no comparison of methods was consulted). Paper leaves both off, and lets two sequences
    /// through the networks at a time (<see cref="MicroBatches"/>): a batch of 8 at its sizes takes more than 24 GB as a whole.
    /// </summary>
    /// <param name="options">The options at the paper's scale.</param>
    /// <param name="scale">The scale.</param>
    /// <param name="smoke">Epochs at smoke scale.</param>
    /// <param name="demo">Epochs at demo scale.</param>
    public static TrainingOptions At(this TrainingOptions options, Scale scale, int smoke, int demo)
    {
        ArgumentNullException.ThrowIfNull(options);
        return scale == Scale.Paper
            ? options with { MicroBatchSize = options.MicroBatchSize ?? 2 }
            : options with { Epochs = scale == Scale.Smoke ? smoke : demo, Schedule = LearningRateSchedule.Cosine, ThinOther = true };
    }

    /// <summary>The scale whose sizes and preprocessing a setting has.</summary>
    /// <exception cref="InputException">It has no scale's.</exception>
    public static Scale Of(Setting setting)
    {
        ArgumentNullException.ThrowIfNull(setting);
        var fitting = Enum.GetValues<Scale>().Where(scale => new Setting().At(scale) is var sizes
            && sizes.Preprocessing.Fingerprint == setting.Preprocessing.Fingerprint && sizes.Size.Width == setting.Size.Width).ToList();
        return fitting is [var only] ? only
            : throw new InputException("has the sizes and preprocessing of no scale of this version: take the version that made it");
    }
}

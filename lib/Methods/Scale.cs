
using MhdNet.Data.Sequences;
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

    /// <summary>Demo's networks on enough patients to tell methods apart; hours.</summary>
    Study,

    /// <summary>The paper's sizes (Sec. IV-A, IV-B): 24 frames of 224x224, width 64, 100 epochs; for a GPU and real data.</summary>
    Paper,
}

/// <summary>Reads a scale as people write it.</summary>
public static class Scales
{
    /// <summary>"smoke", "demo", "study" or "paper", in any case.</summary>
    /// <exception cref="InputException">Anything else.</exception>
    public static Scale Parse(string text) => Enum.TryParse<Scale>(text, ignoreCase: true, out var scale) && Enum.IsDefined(scale)
        ? scale
        : throw new InputException($"scale '{text}' is not known: use {string.Join(", ", Names)}");

    /// <summary>The scales as people write them, from the smallest on.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Enum.GetNames<Scale>().Select(name => name.ToLowerInvariant())];

    /// <summary>
    /// Threads of one tensor operation of a training: one below paper scale, where a second gains nothing and would add in another
    /// order, so that a seed gives the same run alone or within a study and on any number of cores; null, the process's, at paper scale.
    /// </summary>
    public static int? Threads(Scale scale) => scale == Scale.Paper ? null : 1;

    /// <summary>
    /// A training's options at a scale. All but paper take fewer epochs, let the rate decay and thin `other`: measured on CT alone to be
    /// what makes one modality learnable at 64x64 (no comparison of methods was consulted). Paper leaves both off, and lets two sequences
    /// through the networks at a time (<see cref="MicroBatches"/>): a batch of 8 at its sizes takes more than 24 GB as a whole.
    /// </summary>
    /// <param name="options">The options at the paper's scale.</param>
    /// <param name="scale">The scale.</param>
    /// <param name="smoke">Epochs at smoke scale.</param>
    /// <param name="demo">Epochs at demo scale.</param>
    /// <param name="study">Epochs at study scale.</param>
    public static TrainingOptions At(this TrainingOptions options, Scale scale, int smoke, int demo, int study)
    {
        ArgumentNullException.ThrowIfNull(options);
        return scale == Scale.Paper
            ? options with { MicroBatchSize = options.MicroBatchSize ?? 2 }
            : options with
            {
                Epochs = scale switch { Scale.Smoke => smoke, Scale.Demo => demo, _ => study },
                Schedule = LearningRateSchedule.Cosine,
                Keeps = EpochChoice.Last,
                ThinOther = true,
                Augmentation = options.Augmentation ?? Augmentation.Full,
            };
    }
}

using System.Text.Json.Serialization;
using MhdNet.Data.Sequences;

namespace MhdNet.Training;

/// <summary>How the learning rate moves over the epochs.</summary>
public enum LearningRateSchedule
{
    /// <summary>The same rate throughout (Sec. IV-B gives one rate and no schedule).</summary>
    Constant,

    /// <summary>A straight line from the initial rate to zero over all epochs.</summary>
    Linear,

    /// <summary>(1 - e / E) to the power of 0.9, after e of E epochs.</summary>
    Polynomial,

    /// <summary>Half a cosine from the initial rate to zero over all epochs (Loshchilov and Hutter 2017).</summary>
    Cosine,

    /// <summary>Halved once six epochs in a row have not lowered the validation loss; the authors' scripts look at the last training
    /// batch.</summary>
    Plateau,
}

/// <summary>Which epoch's weights a training keeps; without validation patients the last epoch's.</summary>
public enum EpochChoice
{
    /// <summary>The last epoch's: right where the learning rate has decayed, whatever the number of validation patients.</summary>
    Last,

    /// <summary>Those with the lowest cross-entropy over the validation sequences.</summary>
    ValidationLoss,

    /// <summary>
    /// Those with most validation patients right, then the lower loss: as the authors' scripts do with the test patients
    /// (<see cref="Methods.Mhd.Leak.EpochByTest"/>). Of twenty patients it is mostly chance.
    /// </summary>
    ValidationAccuracy,
}

/// <summary>One optimisation, teacher's or student's; the defaults are the paper's (Sec. IV-B).</summary>
public sealed record TrainingOptions
{
    /// <summary>Passes over the training sequences.</summary>
    public int Epochs { get; init; } = 100;

    /// <summary>Sequences a step.</summary>
    public int BatchSize { get; init; } = 8;

    /// <summary>
    /// Sequences that go through the network at a time, their gradients added up to a step's (<see cref="MicroBatches"/>); null: the whole
    /// batch. Batch normalisation then sees these alone: set it only where the batch does not fit into memory.
    /// </summary>
    public int? MicroBatchSize { get; init; }

    /// <summary>Sequences the network meets at a time.</summary>
    internal int AtATime => MicroBatchSize is { } size ? Math.Min(size, BatchSize) : BatchSize;

    /// <summary>Adam's initial learning rate; betas are 0.9 and 0.999.</summary>
    public double LearningRate { get; init; } = 0.001;

    /// <summary>
    /// Decoupled weight decay (Loshchilov and Hutter 2019): what the weights of convolutions and linear layers lose of themselves in a
    /// step, as a multiple of the learning rate. The paper names none.
    /// </summary>
    public double WeightDecay { get; init; }

    /// <summary>
    /// Share that a step leaves of the moving average of the weights, which then is what the training keeps (<see cref="WeightAverage"/>);
    /// 0: the weights themselves are kept, as in the paper.
    /// </summary>
    public double AverageDecay { get; init; }

    /// <summary>Course of the learning rate.</summary>
    public LearningRateSchedule Schedule { get; init; } = LearningRateSchedule.Constant;

    /// <summary>Which epoch is kept.</summary>
    public EpochChoice Keeps { get; init; } = EpochChoice.ValidationLoss;

    /// <summary>Whether an epoch is to be kept rather than an earlier one.</summary>
    /// <param name="epoch">The epoch.</param>
    /// <param name="kept">The earlier one; null: there is none.</param>
    public bool Prefers(EpochRecord epoch, EpochRecord? kept)
    {
        ArgumentNullException.ThrowIfNull(epoch);
        return kept is null || double.IsNaN(epoch.ValidationLoss) || Keeps switch
        {
            EpochChoice.ValidationLoss => epoch.ValidationLoss <= kept.ValidationLoss,
            EpochChoice.ValidationAccuracy => epoch.ValidationAccuracy != kept.ValidationAccuracy
                ? epoch.ValidationAccuracy > kept.ValidationAccuracy : epoch.ValidationLoss <= kept.ValidationLoss,
            _ => true,
        };
    }

    /// <summary>The epoch that is kept of a training.</summary>
    /// <param name="history">Its epochs, at least one.</param>
    public EpochRecord Kept(IReadOnlyList<EpochRecord> history)
    {
        ArgumentNullException.ThrowIfNull(history);
        return history.Aggregate((kept, epoch) => Prefers(epoch, kept) ? epoch : kept);
    }

    /// <summary>How the training sequences are varied; null: as the scale says, and mirrored where none does.</summary>
    public Augmentation? Augmentation { get; init; }

    /// <summary>Whether sequences of `other` are drawn, each epoch, only as often as an average type.</summary>
    public bool ThinOther { get; init; }

    /// <summary>
    /// Sequences of each class in a batch, of as many classes as <see cref="BatchSize"/> has room for; null: sequences as they come.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]   // trainings that had names before there was the option keep them
    public int? OfEachClass { get; init; }

    /// <summary>Which pathology a CT sequence is seen with.</summary>
    public Pairing Pairing { get; init; } = Pairing.SamePatient;

    /// <summary>Whether training steps run the convolutions in bfloat16 that pass their self-test in it
    /// (<see cref="Networks.Numerics.BFloat16Convolutions"/>); validation stays in float32.</summary>
    public bool BFloat16Convolutions { get; init; }

    /// <summary>Learning rate of an epoch.</summary>
    /// <param name="history">The epochs before it.</param>
    public double RateAfter(IReadOnlyList<EpochRecord> history)
    {
        ArgumentNullException.ThrowIfNull(history);
        return Schedule switch
        {
            LearningRateSchedule.Linear => LearningRate * (1 - ((double)history.Count / Epochs)),
            LearningRateSchedule.Polynomial => LearningRate * Math.Pow(1 - ((double)history.Count / Epochs), 0.9),
            LearningRateSchedule.Cosine => LearningRate * 0.5 * (1 + Math.Cos(Math.PI * history.Count / Epochs)),
            LearningRateSchedule.Plateau => LearningRate * Math.Pow(0.5, Plateaus(history)),
            _ => LearningRate,
        };
    }

    // PyTorch's ReduceLROnPlateau(factor=0.5, patience=5): better is lower by a ten-thousandth; without validation patients there is no
    // plateau
    private static int Plateaus(IReadOnlyList<EpochRecord> history)
    {
        var (lowest, waited, plateaus) = (double.PositiveInfinity, 0, 0);
        foreach (var loss in history.Select(epoch => epoch.ValidationLoss).Where(loss => !double.IsNaN(loss)))
        {
            (lowest, waited) = loss < lowest * (1 - 1e-4) ? (loss, 0) : (lowest, waited + 1);
            if (waited > 5)
            {
                (waited, plateaus) = (0, plateaus + 1);
            }
        }

        return plateaus;
    }
}

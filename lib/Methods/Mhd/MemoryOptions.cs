using MhdNet.Networks;

namespace MhdNet.Methods.Mhd;

/// <summary>Settings of the contrast-boosted typing memory (Sec. III-B); the defaults are the paper's, or our reading of it.</summary>
public sealed record MemoryOptions
{
    /// <summary>
    /// Steps of the paper's training: 721 CT sequences (516 with tumour, 205 `other`; Sec. IV-A) in batches of 8 are 90 steps, as a last
    /// batch of one joins the one before it, and there are 100 epochs (Sec. IV-B).
    /// </summary>
    public const int PaperSteps = 100 * (721 / 8);

    /// <summary>
    /// Decay rate of the moving average, lambda of Eq. 6, in a training of <see cref="PaperSteps"/>; others take
    /// <see cref="DecayOver"/>. The paper gives no value.
    /// </summary>
    public double Decay { get; init; } = 0.999;

    /// <summary>
    /// Temperature of the attention softmax, Eq. 7. 1 is the equation as printed. Cosines lie in [-1, 1], so over thousands of items the
    /// attention is then almost flat, and every reconstruction near the bank's mean. <see cref="RecommendedTemperature"/> is selective.
    /// </summary>
    public double Temperature { get; init; } = 1;

    /// <summary>A temperature at which the attention tells items apart.</summary>
    public const double RecommendedTemperature = 0.05;

    /// <summary>
    /// How much coarser than its stage's feature the grid of items is, per stage (Table V): (1, 1, 1) is the first setting, (2, 1, 1) the
    /// second and best one (784, 784 and 196 items at paper scale), (2, 2, 1) the third. Reading up-samples the coarser grids.
    /// </summary>
    public IReadOnlyList<int> GridDivisors { get; init; } = [2, 1, 1];

    /// <summary>
    /// A bank starts as its type's first feature, laid out in raster order, so that an item's place on the map means something when it is
    /// read (Eq. 11). Otherwise it starts from the normal distribution, as in the authors' scripts.
    /// </summary>
    public bool RasterInitialisation { get; init; } = true;

    /// <summary>Whether the ConMB loss (Eq. 9) reaches the items; the moving average moves them in either case.</summary>
    public bool BankGradient { get; init; } = true;

    /// <summary>Whether the ConMB loss (Eq. 9) reaches the pathology branch.</summary>
    public bool FeatureGradient { get; init; } = true;

    /// <summary>
    /// The decay rate that leaves as much of a bank's start at the end of a training as <see cref="Decay"/> leaves at the paper's length:
    /// <code>λ' = λ^(S / S'), so that λ'^S' = λ^S</code>
    /// With 0.999 in a training of a few hundred steps, the banks would hold what an untrained network made of the first sequences.
    /// </summary>
    /// <param name="steps">Steps of the whole training, S'; S is <see cref="PaperSteps"/>.</param>
    /// <returns>Between 0 and 1; <see cref="Decay"/> itself at the paper's length.</returns>
    public double DecayOver(long steps)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(steps);
        return Math.Pow(Decay, (double)PaperSteps / steps);
    }

    /// <summary>Grid of the items of a stage, 1 to 3: rows and columns; their product is M.</summary>
    public (int Rows, int Columns) Grid(int stage, StageShape shape)
    {
        var divisor = GridDivisors[stage - 1];
        return ((shape.Height + divisor - 1) / divisor, (shape.Width + divisor - 1) / divisor);
    }

    /// <summary>
    /// Number of stored values, K * D * (M_1 + M_2 + M_3). With a quarter of the channels, as in the fusion module before it
    /// merges frames, this is the memory column of Table V: 6,322,176, 2,709,504 and 1,806,336.
    /// </summary>
    /// <param name="stages">Shapes of the three stages (further ones are not stored).</param>
    /// <param name="typeCount">Number of types, K.</param>
    /// <param name="channelReduction">Divisor of the channels, 1 for the memory as built.</param>
    public long ParameterCount(IReadOnlyList<StageShape> stages, int typeCount, int channelReduction = 1)
    {
        ArgumentNullException.ThrowIfNull(stages);
        var total = 0L;
        for (var s = 1; s <= Ctmm.StageCount; s++)
        {
            var (rows, columns) = Grid(s, stages[s - 1]);
            total += (long)typeCount * rows * columns * stages[s - 1].Frames * stages[s - 1].Channels / channelReduction;
        }

        return total;
    }

    /// <summary>Checks the settings.</summary>
    /// <returns>These settings.</returns>
    /// <exception cref="ArgumentException">A setting is out of its range.</exception>
    internal MemoryOptions Checked()
    {
        if (Decay is not (>= 0 and <= 1))
        {
            throw new ArgumentException($"the memory's decay is {Decay}: it must lie in [0, 1]");
        }

        if (Temperature is not (> 0 and < double.PositiveInfinity))
        {
            throw new ArgumentException($"the memory's temperature is {Temperature}: it must be positive");
        }

        if (GridDivisors.Count != Ctmm.StageCount || GridDivisors.Any(d => d < 1))
        {
            throw new ArgumentException(
                $"the memory's grid divisors are ({string.Join(", ", GridDivisors)}): three whole numbers from 1 are needed");
        }

        return this;
    }
}

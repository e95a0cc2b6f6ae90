using MhdNet.Data;
using MhdNet.Evaluation;
using MhdNet.Networks;
using MhdNet.Networks.Cost;
using static TorchSharp.torch;

namespace MhdNet.Methods.Baselines;

/// <summary>
/// Measures of a CT sequence (<see cref="ImageMeasures"/>), standardised, into one linear layer. Its buffers are float64, so that it says
/// what the fitted <see cref="LinearDiscriminant"/> says.
/// </summary>
public sealed class DiscriminantClassifier : Classifier
{
    private const double Never = -1e9; // in place of a logit of minus infinity, which no file of weights may hold

    private readonly PreprocessingOptions _options;
    private readonly Tensor mean, scale, weights, offsets;

    /// <summary>Creates it, blank.</summary>
    /// <param name="size">Frames, side and classes.</param>
    /// <param name="options">How its sequences are cut.</param>
    public DiscriminantClassifier(NetworkSize size, PreprocessingOptions options)
        : base(nameof(DiscriminantClassifier), size)
    {
        ArgumentNullException.ThrowIfNull(size);
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
        var count = ImageMeasures.Names.Count;
        mean = zeros([count], float64, ShapeOnly.Device);
        scale = ones([count], float64, ShapeOnly.Device);
        weights = zeros([size.ClassCount, count], float64, ShapeOnly.Device);
        offsets = zeros([size.ClassCount], float64, ShapeOnly.Device);
        register_buffer(nameof(mean), mean);
        register_buffer(nameof(scale), scale);
        register_buffer(nameof(weights), weights);
        register_buffer(nameof(offsets), offsets);
    }

    /// <inheritdoc/>
    public override Modalities Needs => Modalities.Ct;

    /// <summary>Takes a fitted discriminant over.</summary>
    /// <param name="fitted">Fitted to <see cref="ImageMeasures"/> and this many classes.</param>
    public void Fill(LinearDiscriminant fitted)
    {
        ArgumentNullException.ThrowIfNull(fitted);
        using var scope = NewDisposeScope();
        mean.copy_(tensor(fitted.Mean));
        scale.copy_(tensor(fitted.Scale));
        weights.copy_(tensor(fitted.Weights));
        offsets.copy_(tensor(fitted.Offsets).clamp_min(Never));
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Head> Heads(Tensor? ct, Tensor? wsi)
    {
        ArgumentNullException.ThrowIfNull(ct);
        using var scope = NewDisposeScope();
        var measures = tensor(Measured(ct), device: ct.device);
        var logits = offsets + ((measures - mean) / scale).matmul(weights.t());
        return [new("discriminant", logits.to(float32).MoveToOuterDisposeScope())];
    }

    /// <inheritdoc/>
    public override IReadOnlyList<LayerCost> Cost()
    {
        long count = ImageMeasures.Names.Count;
        return [new("linear discriminant", [1, Size.ClassCount], (2 * count) + ((count + 1) * Size.ClassCount), count * Size.ClassCount,
            count + Size.ClassCount)];
    }

    // (B, measures), from the bytes that the network input was made of
    private double[,] Measured(Tensor ct)
    {
        var values = ct.cpu().contiguous().data<float>().ToArray();
        var (batch, count) = ((int)ct.shape[0], ImageMeasures.Names.Count);
        var measures = new double[batch, count];
        foreach (var (row, sequence) in values.Chunk(values.Length / batch).Index())
        {
            var pixels = Array.ConvertAll(sequence, value => (byte)Math.Clamp(Math.Round(((value * 0.5) + 0.5) * 255), 0, 255));
            var measured = ImageMeasures.Measure(pixels, _options);
            for (var i = 0; i < count; i++)
            {
                measures[row, i] = measured[i];
            }
        }

        return measures;
    }
}

using MhdNet.Methods.Blocks;
using MhdNet.Networks;
using MhdNet.Networks.Cost;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MhdNet.Methods.MultiModal;

/// <summary>
/// MSAN's two branches and their fusion. The region-guided branch sees CT beside its bright region; the multi-scale branch sees pathology
/// and keeps the places of its last stage. Both have a position attention after their first stage.
/// </summary>
public sealed class MsanNetwork : Classifier
{
    private readonly Encoder3d ct, wsi;
    private readonly PositionAttention3d attention_ct, attention_wsi;
    private readonly Linear head_ct, head_wsi, joint, fc;
    private readonly double _dropout;
    private readonly int _window;

    /// <summary>Creates it; weights come from torch's generator.</summary>
    /// <param name="depth">Depth of both branches.</param>
    /// <param name="pool">Rows and columns that one key of the position attentions stands for.</param>
    /// <param name="dropout">Share of the features that is left out before each head while it trains.</param>
    /// <param name="size">Frames, width and classes.</param>
    public MsanNetwork(int depth, int pool, double dropout, NetworkSize size)
        : base(nameof(MsanNetwork), size)
    {
        ArgumentNullException.ThrowIfNull(size);
        (ct, wsi, _dropout) = (new Encoder3d(depth, 2, size), new Encoder3d(depth, 3, size), dropout);
        attention_ct = new PositionAttention3d(ct.Shapes[0], pool);
        attention_wsi = new PositionAttention3d(wsi.Shapes[0], pool);
        var last = wsi.Shapes[^1];
        _window = Math.Max(1, (int)Math.Round(0.7 * last.Height, MidpointRounding.AwayFromZero)); // 7 of 10 in the source
        var places = last.Height - _window + 1;
        Linear Layer(int inputs, int outputs) => nn.Linear(inputs, outputs, device: ShapeOnly.Device);
        var (small, large) = (last.Channels, last.Channels * places * places);
        (head_ct, head_wsi) = (Layer(small, size.ClassCount), Layer(large, size.ClassCount));
        (joint, fc) = (Layer(small + large, small), Layer(small, size.ClassCount));
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override Modalities Needs => Modalities.Both;

    /// <summary>The region-guided branch up to its head.</summary>
    /// <param name="sequences">CT, (B, 1, T, H, W).</param>
    /// <param name="region">Of <see cref="Otsu.Region"/>, (B, 1, T, H, W).</param>
    /// <returns>(B, C).</returns>
    public Tensor RegionGuided(Tensor sequences, Tensor region)
    {
        using var scope = NewDisposeScope();
        return Last(ct, attention_ct, cat([sequences, region], 1)).mean([2, 3, 4]).MoveToOuterDisposeScope();
    }

    /// <summary>The multi-scale branch up to its head: pooled over the frames, and over windows within them.</summary>
    /// <param name="sequences">Pathology, (B, 3, T, H, W).</param>
    /// <returns>(B, C * places * places).</returns>
    public Tensor MultiScale(Tensor sequences)
    {
        using var scope = NewDisposeScope();
        var last = Last(wsi, attention_wsi, sequences);
        return nn.functional.avg_pool3d(last, [last.shape[2], _window, _window], [1, 1, 1]).flatten(1).MoveToOuterDisposeScope();
    }

    /// <summary>Logits of the CT branch.</summary>
    /// <param name="features">Of <see cref="RegionGuided"/>.</param>
    public Tensor OfCt(Tensor features) => head_ct.call(Dropped(features));

    /// <summary>Logits of the pathology branch.</summary>
    /// <param name="features">Of <see cref="MultiScale"/>.</param>
    public Tensor OfWsi(Tensor features) => head_wsi.call(Dropped(features));

    /// <summary>Logits of both.</summary>
    /// <param name="ofCt">Of <see cref="RegionGuided"/>.</param>
    /// <param name="ofWsi">Of <see cref="MultiScale"/>, of the same patients.</param>
    public Tensor Fused(Tensor ofCt, Tensor ofWsi)
    {
        using var scope = NewDisposeScope();
        return fc.call(Dropped(nn.functional.relu(joint.call(cat([ofCt, ofWsi], 1))))).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Head> Heads(Tensor? ct, Tensor? wsi)
    {
        using var region = Otsu.Region(ct!);
        var (a, b) = (RegionGuided(ct!, region), MultiScale(wsi!));
        return [new("fused", Fused(a, b)), new("ct", OfCt(a)), new("wsi", OfWsi(b))];
    }

    /// <inheritdoc/>
    public override IReadOnlyList<LayerCost> Cost() =>
    [
        .. ct.Cost("CT", Size),
        attention_ct.Cost("CT attention"),
        .. wsi.Cost("pathology", Size),
        attention_wsi.Cost("pathology attention"),
        .. new[] { ("CT classifier", head_ct), ("pathology classifier", head_wsi), ("fusion", joint), ("classifier", fc) }
            .Select(entry => NetworkCost.Head(entry.Item1, entry.Item2, [1, entry.Item2.weight!.shape[1]])),
    ];

    private static Tensor Last(Encoder3d encoder, PositionAttention3d attention, Tensor input) =>
        Enumerable.Range(1, 3).Aggregate(attention.call(encoder.Stage(0, encoder.Stem(input))), (x, stage) => encoder.Stage(stage, x));

    private Tensor Dropped(Tensor features) => _dropout > 0 ? nn.functional.dropout(features, _dropout, training) : features;
}

using MhdNet.Methods.Blocks;
using MhdNet.Networks;
using MhdNet.Networks.Cost;
using TorchSharp.Modules;
using static TorchSharp.torch;
using Convolution = MhdNet.Networks.Convolution;

namespace MhdNet.Methods.MissingModality;

/// <summary>What DAGD-Net's teacher gives for B CT sequences of which Bp have pathology.</summary>
/// <param name="RadiologyLogits">(B, classes).</param>
/// <param name="PathologyLogits">(Bp, classes); null without pathology.</param>
/// <param name="FusionLogits">(Bp, classes); null without pathology.</param>
/// <param name="Groups">Of each grouped stage, from the first on; empty without pathology.</param>
public sealed record DagdOutput(
    Tensor RadiologyLogits, Tensor? PathologyLogits, Tensor? FusionLogits, IReadOnlyList<GroupedFeatures> Groups);

/// <summary>
/// DAGD-Net's teacher: two ResNets whose stages are grouped, and a fusion branch that is fed by every grouping: u_s = F_s +
/// down(relu(u_{s−1})), a 1x1x1 convolution of stride 2; logits from relu(u_4).
/// </summary>
public sealed class DagdTeacher : Classifier
{
    private readonly ResNet3d radiology, pathology;
    private readonly GatedGrouping[] _groupings;
    private readonly nn.Module<Tensor, Tensor>[] _downs;
    private readonly Linear fc;
    private readonly StageShape[] _shapes;   // of the stages that are grouped
    private readonly int _first;

    /// <summary>Creates it.</summary>
    /// <param name="depth">Of both ResNets.</param>
    /// <param name="first">First stage that is grouped, from 1.</param>
    /// <param name="size">Sizes.</param>
    public DagdTeacher(int depth, int first, NetworkSize size)
        : base(nameof(DagdTeacher), size)
    {
        ArgumentNullException.ThrowIfNull(size);
        size.Check();
        _first = first;
        radiology = new ResNet3d(depth, 1, size);
        pathology = new ResNet3d(depth, 3, size);
        register_module(nameof(radiology), radiology);
        register_module(nameof(pathology), pathology);
        var reduction = depth >= 50 ? 4 : 1; // of bottleneck blocks a quarter of the channels is grouped
        _shapes = [.. ResidualStage.Shapes(depth, size).Skip(first - 1)];
        _groupings = [.. _shapes.Select(shape => new GatedGrouping(shape.Channels, reduction))];
        _downs = [.. _groupings.Zip(_groupings.Skip(1), (from, to) => nn.Sequential(
            ("0", new Convolution(from.Channels, to.Channels, (1, 1, 1), (2, 2, 2))),
            ("1", nn.BatchNorm3d(to.Channels, device: ShapeOnly.Device))))];
        foreach (var (i, grouping) in _groupings.Index())
        {
            register_module($"grouping{first + i}", grouping);
        }

        foreach (var (i, down) in _downs.Index())
        {
            register_module($"down{first + i + 1}", down);
        }

        fc = nn.Linear(_groupings[^1].Channels * _shapes[^1].Frames, size.ClassCount, device: ShapeOnly.Device);
        register_module(nameof(fc), fc);
    }

    /// <summary>Channels of each grouped stage's groups.</summary>
    public IReadOnlyList<int> GroupChannels => [.. _groupings.Select(grouping => grouping.Channels)];

    /// <inheritdoc/>
    public override Modalities Needs => Modalities.Both;

    /// <inheritdoc/>
    public override IReadOnlyList<Head> Heads(Tensor? ct, Tensor? wsi)
    {
        ArgumentNullException.ThrowIfNull(ct);
        ArgumentNullException.ThrowIfNull(wsi);
        var output = Of(ct, wsi, arange(ct.shape[0], ScalarType.Int64, ct.device));
        return [new("fusion", output.FusionLogits!), new("radiology", output.RadiologyLogits), new("pathology", output.PathologyLogits!)];
    }

    /// <inheritdoc/>
    public override IReadOnlyList<LayerCost> Cost()
    {
        long[] Sequence(int channels) => [1, channels, Size.Frames, Size.Size, Size.Size];
        return
        [
            .. NetworkCost.Count("radiology", radiology, Sequence(1)),
            .. NetworkCost.Count("pathology", pathology, Sequence(3)),
            .. _groupings.Select((grouping, i) => grouping.Cost($"grouping {_first + i}", _shapes[i])),
            .. _downs.Select((down, i) => Down($"fusion {_first + i + 1}", down, _groupings[i].Channels, _shapes[i])),
            NetworkCost.Head("fusion classifier", fc, [1]),
        ];
    }

    /// <summary>All branches.</summary>
    /// <param name="ct">(B, 1, T, H, W).</param>
    /// <param name="wsi">(Bp, 3, T, H, W); null if none has pathology.</param>
    /// <param name="paired">(Bp) int64: the rows that have pathology.</param>
    public DagdOutput Of(Tensor ct, Tensor? wsi, Tensor paired)
    {
        var r = radiology.call(ct);
        if (wsi is null)
        {
            return new DagdOutput(r.Logits, null, null, []);
        }

        var p = pathology.call(wsi);
        GroupedFeatures[] groups = [.. _groupings.Select((grouping, i) =>
            grouping.call(r.Stages[_first - 1 + i].index_select(0, paired), p.Stages[_first - 1 + i]))];
        var u = groups[0].Fused;
        for (var i = 1; i < groups.Length; i++)
        {
            u = groups[i].Fused + _downs[i - 1].call(nn.functional.relu(u));
        }

        return new DagdOutput(r.Logits, p.Logits, ResidualStage.Classify(fc, nn.functional.relu(u)), groups);
    }

    private static LayerCost Down(string name, nn.Module down, int channels, StageShape from)
    {
        var walk = new CostWalk([1, channels, from.Frames, from.Height, from.Width]);
        walk.Through(down.named_children().First().module);
        walk.Normalised();
        return walk.Cost(name, down);
    }
}

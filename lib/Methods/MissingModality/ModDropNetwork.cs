using MhdNet.Methods.Blocks;
using MhdNet.Networks;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MhdNet.Methods.MissingModality;

/// <summary>
/// ModDrop++'s network: CT and pathology as four channels through a convolution that depends on which of them are there, then a ResNet.
/// Deployed, it is shown CT.
/// </summary>
public sealed class ModDropNetwork : Classifier
{
    private const int Channels = 4;

    private readonly DynamicConvolution dynamic;
    private readonly BatchNorm3d bn1;
    private readonly nn.Module<Tensor, Tensor>[] _stages;
    private readonly Linear fc;

    /// <summary>Creates it; weights come from torch's generator.</summary>
    /// <param name="method">Depth and kernel.</param>
    /// <param name="size">Frames, width and classes.</param>
    public ModDropNetwork(ModDropMethod method, NetworkSize size)
        : base(nameof(ModDropNetwork), size)
    {
        ArgumentNullException.ThrowIfNull(method);
        ArgumentNullException.ThrowIfNull(size);
        size.Check();
        method.Check();
        dynamic = new DynamicConvolution(Channels, size.Width, (method.Kernel, method.Kernel, method.Kernel), (1, 2, 2));
        bn1 = nn.BatchNorm3d(size.Width, device: ShapeOnly.Device);
        _stages = [.. Enumerable.Range(0, 4).Select(s => ResidualStage.Create(method.Depth, s, size.Width))];
        fc = ResidualStage.Head(method.Depth, size);
        register_module(nameof(dynamic), dynamic);
        register_module(nameof(bn1), bn1);
        foreach (var (s, stage) in _stages.Index())
        {
            register_module($"layer{s + 1}", stage);
        }

        register_module(nameof(fc), fc);
    }

    /// <inheritdoc/>
    public override Modalities Needs => Modalities.Ct;

    /// <summary>The first convolution.</summary>
    public DynamicConvolution Dynamic => dynamic;

    /// <inheritdoc/>
    public override IReadOnlyList<Head> Heads(Tensor? ct, Tensor? wsi)
    {
        ArgumentNullException.ThrowIfNull(ct);
        using var scope = NewDisposeScope();
        var none = zeros([ct.shape[0], Channels - 1, .. ct.shape[2..]], device: ct.device);
        var only = Enumerable.Repeat(Modalities.Ct, (int)ct.shape[0]).ToArray();
        return [new("moddrop", Classify(Map(ct, none, only)).MoveToOuterDisposeScope())];
    }

    /// <summary>The first convolution's map; what is not there is zero, whatever it is given as.</summary>
    /// <param name="ct">(B, 1, T, H, W).</param>
    /// <param name="wsi">(B, 3, T, H, W).</param>
    /// <param name="there">What each of the B has.</param>
    /// <returns>(B, width, T, H/2, W/2).</returns>
    public Tensor Map(Tensor ct, Tensor wsi, IReadOnlyList<Modalities> there)
    {
        ArgumentNullException.ThrowIfNull(ct);
        ArgumentNullException.ThrowIfNull(wsi);
        using var scope = NewDisposeScope();
        Tensor Masked(Tensor input, Modalities modality) => there.All(one => one.HasFlag(modality))
            ? input : input * ModalityMask.Bits(there, modality, ct).reshape(-1, 1, 1, 1, 1);
        return dynamic.Of(cat([Masked(ct, Modalities.Ct), Masked(wsi, Modalities.Wsi)], 1), there).MoveToOuterDisposeScope();
    }

    /// <summary>The ResNet behind the first convolution.</summary>
    /// <param name="map">(B, width, T, H/2, W/2).</param>
    /// <returns>(B, classes).</returns>
    public Tensor Classify(Tensor map)
    {
        using var scope = NewDisposeScope();
        var x = Encoder3d.Pooled(nn.functional.relu(bn1.call(map)));
        return ResidualStage.Classify(fc, _stages.Aggregate(x, (input, stage) => stage.call(input))).MoveToOuterDisposeScope();
    }
}

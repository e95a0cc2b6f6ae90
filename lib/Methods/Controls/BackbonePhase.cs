using System.Text.Json.Serialization;
using MhdNet.Methods.Mhd;
using MhdNet.Networks;
using MhdNet.Networks.Cost;

namespace MhdNet.Methods.Controls;

/// <summary>A training of MHD-Net's student backbone, without memory, on another target than the labels alone.</summary>
public abstract record BackbonePhase : Phase
{
    /// <summary>Sizes of the network.</summary>
    public required NetworkOptions Network { get; init; }

    /// <summary>Weights that the backbone begins with.</summary>
    public PretrainedStart? Start { get; init; }

    /// <inheritdoc/>
    [JsonIgnore]
    public override Modalities Sees => Modalities.Ct;

    /// <inheritdoc/>
    public override Classifier Build() => new StudentNetwork(Network);

    /// <inheritdoc/>
    public override Complexity Cost() => ShapeOnly.Build(base.Cost);

    /// <inheritdoc/>
    public override IReadOnlyList<(string Name, long[] Shape)> Landmarks() => MhdLandmarks.Branch("backbone", Network);

    /// <inheritdoc/>
    public override void Check()
    {
        base.Check();
        Network.Checked();
    }

    /// <summary>The training on labels alone that such a training is compared with.</summary>
    internal static StudentPhase AloneOf(MhdNetMethod method, Setting setting) =>
        (StudentPhase)(method with { Tested = MhdNetPart.Alone, Leak = Leak.None }).For(setting);
}

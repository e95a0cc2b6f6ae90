using System.Text.Json.Serialization;
using MhdNet.Methods.Mhd;

namespace MhdNet.Methods.Blocks;

/// <summary>
/// A method that distils the teacher which all such methods share: MHD-Net's without its own contributions, so that none of them inherits
/// what it is compared with. Two ResNets, their stages concatenated into a fusion branch, three cross-entropies; neither SHFM nor the
/// memory's loss. The paper does not say which teacher they were given.
/// </summary>
public abstract record DistillingMethod : ComparisonMethod
{
    /// <summary>The teacher.</summary>
    [JsonIgnore]
    public MhdNetMethod Teacher { get; init; } = new()
    {
        Tested = MhdNetPart.Teacher,
        Network = new NetworkOptions { Shfm = new ShfmOptions { Enabled = false } },
        Weights = new LossWeights() with { ConMb = 0 },
    };

    /// <inheritdoc/>
    public override Method At(Scale scale) => (DistillingMethod)base.At(scale) with { Teacher = (MhdNetMethod)Teacher.At(scale) };

    /// <inheritdoc/>
    public override void Check() => Teacher.Check();
}

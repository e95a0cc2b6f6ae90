using System.Runtime.CompilerServices;
using MhdNet.Methods.Blocks;
using MhdNet.Methods.CtAlone;
using MhdNet.Methods.MissingModality;

namespace MhdNet.Export;

/// <summary>What a translation has to know of layers that keep it to themselves, and a state dict does not tell.</summary>
internal static class Insides
{
    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_heads")]
    public static extern ref readonly int Heads(TransformerBlock block);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_options")]
    public static extern ref readonly SpikingOptions Options(SpikingAttention attention);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_stride")]
    public static extern ref readonly long Stride(DepthwiseConvolution convolution);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_tokenStage")]
    public static extern ref readonly int TokenStage(MmFormerStream stream);
}

namespace MhdNet.Methods.Mhd;

/// <summary>Kernel of SHFM's attention convolution. The paper writes "7x7"; Table V's counts are those of 5x5x5.</summary>
public enum AttentionKernel
{
    /// <summary>5x5x5: the default; reproduces Table V.</summary>
    Cube5,

    /// <summary>1x7x7: the paper's "7x7" read within a frame.</summary>
    Plane7,

    /// <summary>7x7x7: the paper's "7x7" read as a cube.</summary>
    Cube7,
}

/// <summary>How SHFM is built. The defaults reproduce Table V; the paper's text alone is <see cref="Literal"/>.</summary>
public sealed record ShfmOptions
{
    /// <summary>Where false, the two features are concatenated and brought to c channels instead (Fig. 5, "w/o SHFM").</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>Kappa: side of the involution kernels and of the pooled pathology grid (Table V tries 3, 5, 7, 9).</summary>
    public int Kernel { get; init; } = 7;

    /// <summary>Reduction rate r of the pathology channels; the paper gives none, Table V's counts need 4.</summary>
    public int Reduction { get; init; } = 4;

    /// <summary>Kernel of the attention convolution.</summary>
    public AttentionKernel Attention { get; init; } = AttentionKernel.Cube5;

    /// <summary>Side of the kernel that reduces the pathology channels: 3 (Table V's counts) or 1 (the text).</summary>
    public int ReductionKernel { get; init; } = 3;

    /// <summary>The attention enhances, x · G + x, where Eq. 2 only weighs, x · G: no information is lost where G is small.</summary>
    public bool AttentionKeepsInput { get; init; } = true;

    /// <summary>Divides the correlation (Eq. 1) by the root of c, so that it begins in the same range at every stage.</summary>
    public bool ScaleCorrelation { get; init; } = true;

    /// <summary>A 1x1x1 projection, batch normalisation around the involution and a skip over both: Table V counts them.</summary>
    public bool Projection { get; init; } = true;

    /// <summary>The text as it stands: 7x7x7 attention, 1x1x1 reduction, Eqs. 1-3 and nothing between them.</summary>
    public static ShfmOptions Literal { get; } = new()
    {
        Attention = AttentionKernel.Cube7,
        ReductionKernel = 1,
        AttentionKeepsInput = false,
        ScaleCorrelation = false,
        Projection = false,
    };
}

using MhdNet.Methods.Mhd;

namespace MhdNet.Methods.Controls;

/// <summary>A control of MHD-Net that trains networks of its sizes, with its optimisation, on another target.</summary>
public abstract record ControlMethod : Method
{
    /// <summary>The method whose networks are trained.</summary>
    public MhdNetMethod Of { get; init; } = new();

    /// <inheritdoc/>
    public override Method At(Scale scale) => this with { Of = (MhdNetMethod)Of.At(scale) };

    /// <inheritdoc/>
    public override void Check() => Of.Check();
}

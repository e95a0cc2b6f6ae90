
using MhdNet.Data.Ct.Nifti;

namespace MhdNet.Cli.Fuzz;

/// <summary>The NIfTI reader.</summary>
internal sealed class NiftiTarget : Target
{
    private readonly NiftiReader _reader = new();

    public override string Name => "nifti";

    protected override IReadOnlyList<Seed> Make() => NiftiSeeds.All();

    public override void Read(string path) => CtCheck.Volume(_reader.Read(path));
}

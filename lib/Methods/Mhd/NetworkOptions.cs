
using MhdNet.Networks;
using MhdNet.Runtime;

namespace MhdNet.Methods.Mhd;

/// <summary>Sizes and variants of teacher and student. The defaults are the paper's.</summary>
public sealed record NetworkOptions : NetworkSize
{
    /// <summary>Depth of the teacher's radiology and pathology branches.</summary>
    public int TeacherDepth { get; init; } = 34;

    /// <summary>Depth of the teacher's fusion branch, of which stages two to four are used.</summary>
    public int FusionDepth { get; init; } = 34;

    /// <summary>Depth of the student.</summary>
    public int StudentDepth { get; init; } = 18;

    /// <summary>SHFM, alike in teacher and student.</summary>
    public ShfmOptions Shfm { get; init; } = new();

    /// <summary>Keeps the fusion loss from training the radiology and pathology branches. The paper optimises "jointly": off.</summary>
    public bool DetachBranches { get; init; }

    /// <summary>
    /// Lets the memory hold what SHFM makes of the pathology feature before it is joined, c / r channels of it, instead of the feature:
    /// items have 192 values at paper scale, as many as Table V's counts need, and the student's SHFMs take what is read without reducing
    /// it again.
    /// </summary>
    public bool ReducedMemory { get; init; }

    /// <summary>Shapes of what the memory holds of the first three stages.</summary>
    public IReadOnlyList<StageShape> MemoryStages() =>
        [.. Stages().Take(3).Select(shape => ReducedMemory ? shape with { Channels = shape.Channels / Shfm.Reduction } : shape)];

    /// <summary>The same at the sizes of a setting.</summary>
    public NetworkOptions Sized(NetworkSize size)
    {
        ArgumentNullException.ThrowIfNull(size);
        return this with
        {
            Frames = size.Frames,
            Size = size.Size,
            Width = size.Width,
            ClassCount = size.ClassCount,
            TypeCount = size.TypeCount
        };
    }

    /// <summary>Checks the sizes.</summary>
    /// <returns>These options.</returns>
    /// <exception cref="InputException">A size with which no network can be built.</exception>
    public NetworkOptions Checked()
    {
        int[] depths = [TeacherDepth, FusionDepth, StudentDepth];
        foreach (var depth in depths)
        {
            if (depth is not (10 or 18 or 34))
            {
                throw new InputException($"network: depth {depth} has no stages of the widths SHFM joins: choose 10, 18 or 34");
            }
        }

        Check();
        if (Shfm.Kernel < 1 || Shfm.Kernel % 2 == 0 || Shfm.ReductionKernel % 2 == 0 || Shfm.Reduction < 1 || Width % Shfm.Reduction != 0)
        {
            throw new InputException(
                $"network: kappa {Shfm.Kernel}, reduction kernel {Shfm.ReductionKernel} must be odd and the width {Width} a multiple of "
                    + $"the reduction rate {Shfm.Reduction}");
        }

        if (ReducedMemory && !Shfm.Enabled)
        {
            throw new InputException(
                "network: without SHFM there is no reduced pathology feature for the memory to hold: switch ReducedMemory off");
        }

        return this;
    }
}

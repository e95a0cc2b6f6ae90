using MhdNet.Methods;
using MhdNet.Methods.Mhd;
using MhdNet.Networks;
using static TorchSharp.torch;

namespace MhdNet.Studies.Paper;

/// <summary>Parameters at the paper's sizes, counted on modules that are built for it: what stands beside the paper's printed
/// counts.</summary>
public static class PaperCounts
{
    private static readonly MhdNetMethod Paper = (MhdNetMethod)Experiment.Paper.Method;
    private static readonly NetworkOptions Sizes = Paper.Network;

    /// <summary>The three SHFMs of a kernel side, as Table V counts them: with the first stage's 12 frames in every stage.</summary>
    public static long Kernel(int kappa) => Shfms(kappa, shape => shape with { Frames = Sizes.Stages()[0].Frames });

    /// <summary>The same at the frames that the stages have.</summary>
    public static long KernelAsBuilt(int kappa) => Shfms(kappa, shape => shape);

    /// <summary>The memory of a capacity, as Table V counts it: items of frames times channels over 4, eight types.</summary>
    public static long Capacity(IReadOnlyList<int> gridDivisors) => Memory(gridDivisors, 4);

    /// <summary>The memory as built by default: items of frames times channels.</summary>
    public static long CapacityAsBuilt(IReadOnlyList<int> gridDivisors) => Memory(gridDivisors, 1);

    /// <summary>Student: what is trained, con_s of Eq. 12 with it; and all that is deployed (<see cref="MhdCost.Student"/>), radiology
    /// branch and memory with it.</summary>
    public static (long Trained, long Deployed) Student()
    {
        using var scope = NewDisposeScope();
        using var student = ShapeOnly.Build(() => new StudentNetwork(Sizes));
        return (Count(student) + KernelAsBuilt(Sizes.Shfm.Kernel), MhdCost.Student(Sizes, Paper.Memory, Paper.Reading).Parameters);
    }

    /// <summary>Teacher: its three branches and their SHFMs, without the memory.</summary>
    public static long Teacher()
    {
        using var scope = NewDisposeScope();
        using var teacher = ShapeOnly.Build(() => new TeacherNetwork(Sizes));
        return Count(teacher);
    }

    private static long Shfms(int kappa, Func<StageShape, StageShape> counted)
    {
        using var scope = NewDisposeScope();
        return Sizes.Stages().Take(3).Sum(shape =>
        {
            using var shfm = ShapeOnly.Build(() => new Shfm(counted(shape), Sizes.Shfm with { Kernel = kappa }));
            return Count(shfm);
        });
    }

    private static long Memory(IReadOnlyList<int> gridDivisors, int reduction) =>
        (Paper.Memory with { GridDivisors = gridDivisors }).ParameterCount(Sizes.Stages(), Sizes.TypeCount, reduction);

    private static long Count(nn.Module module) => module.parameters().Sum(parameter => parameter.numel());
}

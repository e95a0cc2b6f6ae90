using System.CommandLine;

namespace MhdNet.Cli.Bench;

/// <summary><c>mhdnet bench</c>: how fast this library is on this machine, beside other programs on the same input.</summary>
internal static class BenchCommand
{
    public static Command Create() => new("bench", "Measure this library on this machine, in turn with other programs on the same input.")
    {
        PreprocessBench.Create(),
        PhantomBench.Create(),
        KernelBench.Create(),
        StepBench.Create(),
        MethodBench.Create(),
        PeerBench.Create(),
        PrecisionBench.Create(),
        PlainCommand.Create(),
        CalibrationBench.Create(),
        RefusalBench.Create(),
        OnnxBench.Create(),
    };
}

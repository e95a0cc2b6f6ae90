using System.CommandLine;

namespace MhdNet.Cli.Bench;

/// <summary><c>mhdnet bench</c>: how fast this machine is, each measure beside what others do with the same input.</summary>
internal static class BenchCommand
{
    public static Command Create() => new("bench", "Measure this library on this machine, beside other programs on the same input, in turn, in one run.")
    {
        PreprocessBench.Create(),
        KernelBench.Create(),
        StepBench.Create(),
        PeerBench.Create(),
        PrecisionBench.Create(),
        PlainCommand.Create(),
    };
}

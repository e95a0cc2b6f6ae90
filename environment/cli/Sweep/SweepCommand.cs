using System.CommandLine;

namespace MhdNet.Cli.Sweeps;

/// <summary><c>mhdnet sweep</c>.</summary>
internal static class SweepCommand
{
    public static Command Create() =>
        new("sweep", "A study's trainings shared out: on both cores of this machine, or by Slurm on a cluster "
            + "(environment/slurm/README.md).")
        {
            SweepPlanCommand.Create(), SweepLocalCommand.Create(), SweepSbatchCommand.Create(), SweepRunCommand.Create(),
            SweepStatusCommand.Create(), SweepGatherCommand.Create(), SweepPackCommand.Create(),
        };
}

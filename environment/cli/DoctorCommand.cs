using System.CommandLine;
using MhdNet.Methods;
using MhdNet.Methods.Mhd;
using MhdNet.Networks.Numerics;

namespace MhdNet.Cli;

/// <summary><c>mhdnet doctor</c>.</summary>
internal static class DoctorCommand
{
    public static Command Create()
    {
        var scale = CommonOptions.Scale();
        var command = new Command("doctor", "Check this machine: versions, threads, allocator, and every convolution the networks use; "
            + "the last line says whether its results can be trusted.") { scale };
        command.SetAction((parsed, cancellation) => MainThread.Run(() =>
        {
            var method = MhdNetMethod.Published(Scales.Parse(parsed.GetValue(scale)!));
            // at the paper's sizes one sequence at a time keeps the test within a laptop's memory
            var batch = parsed.GetValue(scale) == "paper" ? 1 : method.Teacher.BatchSize;
            var report = Ui.Work(progress =>
            {
                using var teacher = new TeacherWithMemory(method.Network, method.Memory);
                return MachineReport.Measure(teacher, batch, progress, cancellation);
            });
            Console.WriteLine(report);
            return report.Trustworthy ? 0 : 1;
        }));
        return command;
    }
}

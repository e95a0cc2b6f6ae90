using System.CommandLine;
using System.Text.Json.Nodes;
using MhdNet.Runtime;
using static TorchSharp.torch;

namespace MhdNet.Cli.Bench;

/// <summary>
/// <c>mhdnet bench plain</c>, which <c>bench peers</c> starts: the plain formulation in a process of its own, where glibc's allocator
/// keeps its defaults. Reads what to do from standard input and answers in JSON, as environment/peers/pytorch.py does.
/// </summary>
internal static class PlainCommand
{
    public const string Name = "plain";

    public static Command Create()
    {
        var (options, size) = StepSize.Given();
        var threads = BenchReport.Threads();
        var command = new Command(Name, "The plain formulation; started by `mhdnet bench peers`.") { Hidden = true };
        Array.ForEach([.. options, threads], command.Options.Add);
        command.SetAction(parsed =>
        {
            set_num_threads(parsed.GetValue(threads)); // nothing else of TorchRuntime.Start
            manual_seed(PeerBench.Seed).Dispose();
            using var work = new StepWork(size(parsed), Formulation.Plain);
            Answer(new JsonObject
            {
                ["version"] = $"the same libtorch {__version__}, glibc's allocator with its defaults",
                ["threads"] = get_num_threads(),
            });
            while (Console.In.ReadLine() is { } line)
            {
                var value = 0.0;
                var time = TimeTaken.Measure(() => value = line switch
                {
                    "teacher" => work.TeacherStep(),
                    "student" => work.StudentStep(),
                    "inference" => work.Infer(),
                    _ => throw new InputException($"'{line}' is not something to do: give teacher, student or inference"),
                });
                Answer(new JsonObject { ["wall"] = time.Wall, ["processor"] = time.Processor, ["value"] = value });
            }
        });
        return command;
    }

    private static void Answer(JsonObject answer) => Console.Out.WriteLine(answer.ToJsonString());
}

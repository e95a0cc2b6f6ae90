using System.CommandLine;
using System.Globalization;
using MhdNet.Methods;
using MhdNet.Methods.Mhd;
using MhdNet.Networks.Cost;
using MhdNet.Studies.Paper;

namespace MhdNet.Cli;

/// <summary><c>mhdnet describe</c>.</summary>
internal static class DescribeCommand
{
    public static Command Create()
    {
        var scale = CommonOptions.Scale();
        var network = new Option<string>("--network") { Description = "teacher or student", DefaultValueFactory = _ => "student" };
        network.AcceptOnlyFromAmong("teacher", "student");
        var command = new Command("describe", "Print a network: its parts, their sizes, parameters, multiply-adds and activations for one "
            + "sequence, with the paper's values beside.") { scale, network };
        command.SetAction(parsed =>
        {
            var method = MhdNetMethod.Published(Scales.Parse(parsed.GetValue(scale)!));
            var teacher = parsed.GetValue(network) == "teacher";
            var whole = teacher ? MhdCost.Teacher(method.Network) : MhdCost.Student(method.Network, method.Memory, method.Reading);
            var paper = Sizes(new NetworkOptions());
            Ui.Table(
                ["part", "output", "paper's", "parameters", "multiply-adds", "activations"],
                [
                    .. whole.Parts.Select(part => Row(part, paper.GetValueOrDefault(part.Part[^1]) is { } shape
                        && part.Output.Count == 5 && char.IsDigit(part.Part[^1]) ? shape : "")),
                    ["together", "", "", Number(whole.Parameters), Giga(whole.MultiplyAdds), Mebi(whole.ActivationMiB)],
                ]);
            if (teacher)
            {
                var memory = MhdCost.OfMemory(method.Network, method.Memory);
                Ui.Table(["memory, in training only", "output", "parameters", "multiply-adds"],
                    memory.Parts.Select(part => (IReadOnlyList<string>)[part.Part,
                        Size(part.Output), Number(part.Parameters), Giga(part.MultiplyAdds)]));
            }

            Ui.Table(["parameters at the paper's sizes", "paper", "counted as the paper does", "as built"], Counts(teacher));
            var batch = teacher ? method.Teacher.BatchSize : method.Student.BatchSize;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"One sequence of {method.Network.Frames} frames of {method.Network.Size}x{method.Network.Size}, width "
                    + $"{method.Network.Width}. Activations: every tensor once, float32; a batch of {batch} has "
                    + $"{batch * whole.ActivationMiB / 1024:0.0} GiB of them."));
            return 0;
        });
        return command;
    }

    private static IReadOnlyList<string> Row(LayerCost part, string paper) =>
        [part.Part, Size(part.Output), paper, Number(part.Parameters), Giga(part.MultiplyAdds), Mebi(part.ActivationMiB)];

    // by stage, as Sec. III has them: SHFM and memory of a stage give what the stage gives
    private static Dictionary<char, string> Sizes(NetworkOptions paper) =>
        paper.Stages().Select((stage, s) => (Key: (char)('1' + s), stage))
        .ToDictionary(entry => entry.Key, entry => $"{entry.stage.Channels}x{entry.stage.Frames}x{entry.stage.Height}x{entry.stage.Width}");

    private static IEnumerable<IReadOnlyList<string>> Counts(bool teacher)
    {
        var (network, grid) = (new NetworkOptions(), new MemoryOptions().GridDivisors);
        yield return ["SHFM, three stages (Table V)",
            Millions(Published.ReceptiveField.Single(row => row.Setting[0] == network.Shfm.Kernel).ParametersMillions),
            Number(PaperCounts.Kernel(network.Shfm.Kernel)), Number(PaperCounts.KernelAsBuilt(network.Shfm.Kernel))];
        yield return ["memory (Table V)",
            Millions(Published.MemoryCapacity.Single(row => row.Setting is [784, 784, 196]).ParametersMillions),
            Number(PaperCounts.Capacity(grid)), Number(PaperCounts.CapacityAsBuilt(grid))];
        if (teacher)
        {
            yield return ["teacher (Fig. 7)", Millions(Published.Value("F7-e")), "not found", Number(PaperCounts.Teacher())];
            yield break;
        }

        var (trained, deployed) = PaperCounts.Student();
        yield return ["student, trained, con_s of Eq. 12 with it (Fig. 7)",
            Millions(Published.Value("F7-d")), "not found", Number(trained)];
        yield return ["student, deployed", "-", "-", Number(deployed)];
    }

    private static string Size(IReadOnlyList<long> output) => string.Join('x', output.Skip(1));

    private static string Number(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    private static string Giga(long count) => string.Create(CultureInfo.InvariantCulture, $"{count / 1e9:0.000} G");

    private static string Mebi(double count) => string.Create(CultureInfo.InvariantCulture, $"{count:0.0} MiB");

    private static string Millions(double count) => string.Create(CultureInfo.InvariantCulture, $"{count:0.00} M");
}

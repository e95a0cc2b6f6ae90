using System.Globalization;
using MhdNet.Methods;
using MhdNet.Methods.Mhd;

namespace MhdNet.Studies.Paper;

/// <summary>Fig. 7: the weights of the losses (left), and parameters, operations and time against accuracy (right).</summary>
public static class Fig7
{
    private static readonly double[] Grid = [0, 0.1, 0.3, 0.5, 0.7, 1];

    /// <summary>Left: each weight from 0 to 1, the others at the paper's.</summary>
    public static Study Weights { get; } = new()
    {
        Name = "fig7-weights",
        Title = "Weights of the losses (Fig. 7, left): ConMB, MSE and KL from 0 to 1",
        Experiments =
        [
            Paper,
            .. Sweep("ConMB", Best.ConMb, value => Best with { ConMb = value }),
            .. Sweep("MSE", Best.Mse, value => Best with { Mse = value }),
            .. Sweep("KL", Best.Kl, value => Best with { Kl = value }),
        ],
        Published = new Dictionary<string, double> { [Paper.Name] = Whole },
        Statements =
        [
            new("F7-a", Names("ConMB", Best.ConMb)),
            new("F7-b", Names("MSE", Best.Mse)),
            new("F7-c", Names("KL", Best.Kl)),
        ],
    };

    /// <summary>Right: every network that another study trains and that differs in size, to be counted and timed.</summary>
    public static Study Sizes { get; } = new()
    {
        Name = "fig7-complexity",
        Title = "Size against accuracy (Fig. 7, right): parameters, multiply-adds and time of teacher, student and their variants",
        Experiments =
        [
            Paper,
            Experiment.Teacher,
            .. Fig6.Study.Experiments.Where(row => Reading(row) == MemoryReading.None),
            .. Readers.Prior.Experiments.Where(row => Reading(row) == MemoryReading.OwnPrediction),
            Experiment.Alone,
            .. Fig5.Study.Experiments.Skip(1),
            .. Table5.Kernel.Experiments.Skip(1),
            .. Table5.Capacity.Experiments.Skip(1),
            .. Readers.ItemDimension.Experiments.Skip(1),
            .. Readers.FusionDepth.Experiments.Skip(1),
        ],
        Published = new Dictionary<string, double> { [Paper.Name] = Whole, [Experiment.Teacher.Name] = Teacher },
        AsksCosts = true,
    };

    private static Experiment Paper => Experiment.Paper;

    private static LossWeights Best => ((MhdNetMethod)Paper.Method).Weights;

    private static MemoryReading Reading(Experiment row) => ((MhdNetMethod)row.Method).Reading;

    private static double Whole =>
        Studies.Paper.Published.Table3.Single(row => row is { Dataset: Studies.Paper.Published.Rptet, Group: "proposed" }).MAcc;

    private static double Teacher =>
        Studies.Paper.Published.Table4.Single(row => row is { Dataset: Studies.Paper.Published.Rptet, Method: "MHD-Net (teacher)" }).MAcc;

    private static IEnumerable<Experiment> Sweep(string loss, double paper, Func<double, LossWeights> weights) =>
        Grid.Where(value => value != paper).Select(value => Paper.Vary(Name(loss, value), mhd => mhd with { Weights = weights(value) }));

    private static string[] Names(string loss, double paper) => [.. Grid.Where(value => value != paper).Select(value => Name(loss, value))];

    private static string Name(string loss, double value) => string.Create(CultureInfo.InvariantCulture, $"{loss} {value:0.0}");
}

using MhdNet.Methods;
using MhdNet.Methods.Mhd;

namespace MhdNet.Studies.Paper;

/// <summary>Fig. 6: what the ConMB loss, the memory, and each distillation loss are worth to the student.</summary>
public static class Fig6
{
    /// <summary>The study. Without the memory there is no ConMB loss either: both rows share one teacher.</summary>
    public static Study Study { get; } = new()
    {
        Name = "fig6",
        Title = "Memory and losses (Fig. 6): without ConMB, the whole CTMM, KL, MSE",
        Experiments =
        [
            Paper,
            Paper.Vary("without ConMB", mhd => mhd with { Weights = mhd.Weights with { ConMb = 0 } }),
            Paper.Vary("without CTMM", mhd => mhd with { Weights = mhd.Weights with { ConMb = 0 }, Reading = MemoryReading.None }),
            Paper.Vary("without KL", mhd => mhd with { Weights = mhd.Weights with { Kl = 0 } }),
            Paper.Vary("without MSE", mhd => mhd with { Weights = mhd.Weights with { Mse = 0 } }),
        ],
        Published = new Dictionary<string, double>
        {
            [Paper.Name] = Whole,
            ["without ConMB"] = Whole + Studies.Paper.Published.Value("F6-a"),
            ["without CTMM"] = Whole + Studies.Paper.Published.Value("F6-b"),
        },
        Statements =
        [
            new("F6-a", "without ConMB"),
            new("F6-b", "without CTMM"),
            new("F6-c", "without KL"),
            new("F6-d", "without MSE") { Types = ["B1+B2", "B2+B3"] },
        ],
    };

    private static Experiment Paper => Experiment.Paper;

    private static double Whole =>
        Studies.Paper.Published.Table3.Single(row => row is { Dataset: Studies.Paper.Published.Rptet, Group: "proposed" }).MAcc;
}

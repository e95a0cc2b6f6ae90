using MhdNet.Methods;

namespace MhdNet.Studies.Paper;

/// <summary>Table V: kernel side of SHFM, and items of the memory.</summary>
public static class Table5
{
    private static readonly string[] Capacities = ["3136; 784; 196", "784; 784; 196", "784; 196; 196"];

    /// <summary>Left: kappa 3, 5, 7, 9.</summary>
    public static Study Kernel { get; } = new()
    {
        Name = "table5-kernel",
        Title = "Kernel side of SHFM (Table V, left): kappa 3, 5, 7, 9",
        Experiments =
        [
            Paper,
            .. new[] { 3, 5, 9 }.Select(kappa => Paper.Vary(
                $"kappa {kappa}", mhd => mhd with { Network = mhd.Network with { Shfm = mhd.Network.Shfm with { Kernel = kappa } } })),
        ],
        Published = Studies.Paper.Published.ReceptiveField.ToDictionary(
            row => row.Setting[0] == 7 ? Paper.Name : $"kappa {row.Setting[0]}", row => row.MAcc),
        Statements = [new("T5-kernel", "kappa 3", "kappa 5", "kappa 9")],
    };

    /// <summary>Right: three capacities, named by the items of the paper's size; the grids of smaller scales are as much coarser.</summary>
    public static Study Capacity { get; } = new()
    {
        Name = "table5-capacity",
        Title = "Items of the memory (Table V, right): 3136; 784; 196 and 784; 784; 196 and 784; 196; 196",
        Experiments =
        [
            Paper,
            Paper.Vary(Capacities[0], mhd => mhd with { Memory = mhd.Memory with { GridDivisors = [1, 1, 1] } }),
            Paper.Vary(Capacities[2], mhd => mhd with { Memory = mhd.Memory with { GridDivisors = [2, 2, 1] } }),
        ],
        Published = Studies.Paper.Published.MemoryCapacity.ToDictionary(
            row => string.Join("; ", row.Setting) is var items && items == Capacities[1] ? Paper.Name : items,
            row => row.MAcc),
        Statements = [new("T5-capacity", Capacities[0], Capacities[2])],
    };

    private static Experiment Paper => Experiment.Paper;
}

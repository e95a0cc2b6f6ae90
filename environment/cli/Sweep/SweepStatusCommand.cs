using System.CommandLine;
using MhdNet.Runs.Sweeps;

namespace MhdNet.Cli.Sweeps;

/// <summary><c>mhdnet sweep status</c>: how far a sweep is, by its files.</summary>
internal static class SweepStatusCommand
{
    public static Command Create()
    {
        var folder = SweepOptions.Folder();
        var command = new Command("status", "Say how far a sweep is, from its files alone: no scheduler is asked.") { folder };
        command.SetAction(parsed =>
        {
            var sweep = Sweep.Open(parsed.GetValue(folder)!);
            var states = sweep.Cells.Index().Select(cell => (Number: cell.Index + 1, Cell: cell.Item, cell.Item.State)).ToList();
            foreach (var (number, cell, state) in states.Where(one => one.State is SweepCellState.Failed or SweepCellState.Held))
            {
                Console.WriteLine($"cell {number}, {cell.Name}: {InWords(state)}: {cell.Remark()}");
            }

            var counts = Enum.GetValues<SweepCellState>().Reverse()
                .Select(state => (state, Count: states.Count(one => one.State == state)));
            Console.WriteLine($"{sweep.Head.InWords}: {Ui.Count(states.Count, "cell")}; "
                + string.Join(", ", counts.Where(one => one.Count > 0).Select(one => $"{one.Count} {InWords(one.state)}")));
            return 0;
        });
        return command;
    }

    private static string InWords(SweepCellState state) => state switch
    {
        SweepCellState.Finished => "finished",
        SweepCellState.Failed => "failed",
        SweepCellState.Held => "held",
        SweepCellState.Begun => "begun",
        _ => "to do",
    };
}

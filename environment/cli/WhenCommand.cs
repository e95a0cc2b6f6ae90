using System.CommandLine;
using MhdNet.Figures;
using MhdNet.Studies.When;
using MhdNet.Studies.When.Toys;

namespace MhdNet.Cli;

/// <summary><c>mhdnet study when</c>: when does a teacher help?</summary>
internal static class WhenCommand
{
    private const string Toys = "toys", Parameters = "parameters";

    public static Command Create()
    {
        var tier = new Option<string>("--tier")
        {
            Description = $"{Toys}: published simulations, run anew and set beside their numbers (half a minute on two cores); "
                + $"{Parameters}: linear networks on the true parameters of synthetic patients, over the declared grid (minutes)",
            Required = true,
        };
        tier.AcceptOnlyFromAmong(Toys, Parameters);
        var smoke = new Option<bool>("--smoke") { Description = "A corner of the tier, in seconds; its numbers mean nothing" };
        var command = new Command("when",
            "When does a teacher help? Two tiers without images; interrupted, it goes on where it was.") { tier, smoke };
        command.SetAction((parsed, cancellation) => MainThread.Run(() =>
        {
            var parts = FinishedParts.Of(Repository.Root);
            var small = parsed.GetValue(smoke);
            Console.WriteLine("synthetic cases and patients; networks are linear");
            if (parsed.GetValue(tier) == Toys)
            {
                var (repeats, seeds) = small ? (3, 3) : (ToyTier.PaperRepeats, ToyTier.Seeds);
                var toys = Ui.Work(progress => ToyTier.Run(repeats, seeds, parts, progress, cancellation));
                Print($"generalised distillation, {repeats} repeats", WhenTables.Generalised(toys));
                Print($"modality focusing, {seeds} seeds: both modalities share more", WhenTables.Focusing(toys.MoreShared));
                Print($"modality focusing, {seeds} seeds: the teacher has more of its own", WhenTables.Focusing(toys.MoreOfTheTeachers));
                return 0;
            }

            Print("declared before the first run", WhenTables.Accounts());
            var axes = small ? Axes.Smoke : Axes.Declared;
            var grid = Ui.Work(progress => ParameterTier.Run(axes, parts, progress, cancellation));
            foreach (var shift in axes.Shifts)
            {
                Print(FormattableString.Invariant($"patients classified rightly, %, faultless labels, shared shift {shift}"),
                    WhenTables.Accuracies(grid, axes.Agreements[0], shift));
            }

            if (!small)
            {
                var middle = Ui.Work(progress => ParameterTier.Run(Axes.PaperFrequencies, parts, progress, cancellation));
                Print("the middle of the grid with types as frequent as in Table I",
                    WhenTables.Accuracies(middle, middle.Axes.Agreements[0], middle.Axes.Shifts[0]));
            }

            foreach (var target in Targets.All.Skip(1))
            {
                Print($"{target.Name()}: gain over labels, and the signs that were predicted", WhenTables.Signs(grid, target));
            }

            Print("what became of the predictions", WhenTables.Theories(grid));
            foreach (var sentence in Advice.Sentences(grid))
            {
                Console.WriteLine(sentence);
            }
            return 0;
        }));
        return command;
    }

    private static void Print(string title, Table table)
    {
        Console.WriteLine(title);
        Ui.Table(table.Headers, table.Rows);
    }
}

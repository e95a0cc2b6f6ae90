using System.CommandLine;
using MhdNet.Figures;
using MhdNet.Runtime;
using MhdNet.Studies.Paper;
using MhdNet.Studies.When;
using MhdNet.Studies.When.Toys;

namespace MhdNet.Cli;

/// <summary><c>mhdnet study when</c>: when does a teacher help?</summary>
internal static class WhenCommand
{
    private const string ToysName = "toys", ParametersName = "parameters";

    public static Command Create()
    {
        var tier = new Option<string>("--tier")
        {
            Description = $"{ToysName}: published simulations, run anew and set beside their numbers (a minute of processor time); "
                + $"{ParametersName}: linear networks on the true parameters of synthetic patients, over the declared grid (four minutes)",
            Required = true,
        };
        tier.AcceptOnlyFromAmong(ToysName, ParametersName);
        var smoke = new Option<bool>("--smoke") { Description = "A corner of the tier, in seconds; its numbers mean nothing" };
        var results = CommonOptions.Results();
        var command = new Command("when",
            "When does a teacher help? Two tiers without images; interrupted, it goes on where it was.") { tier, smoke, results };
        command.SetAction((parsed, cancellation) => MainThread.Run(() =>
        {
            var (asked, small) = (parsed.GetValue(tier)!, parsed.GetValue(smoke));
            var parts = FinishedParts.Of(Repository.Root);
            var (tables, sentences) = Ui.Work(progress => asked == ToysName
                ? Toys(small, parts, progress, cancellation) : Parameters(small, parts, progress, cancellation));
            Console.WriteLine("synthetic cases and patients; networks are linear");
            foreach (var (title, table, _) in tables)
            {
                Console.WriteLine(title);
                Ui.Table(table.Headers, table.Rows);
            }

            foreach (var sentence in sentences)
            {
                Console.WriteLine(sentence);
            }

            if (parsed.GetValue(results) is { } page)
            {
                ResultsPage.Write(
                    page, $"when {asked}", $"When does a teacher help? ({asked})",
                    $"mhdnet study when --tier {asked}{(small ? " --smoke" : "")}",
                    [.. tables.Select(one => new ResultsTable(one.Title, one.Table.Headers, one.Table.Rows, one.Folded))], sentences);
                Console.WriteLine($"written: {Path.GetFullPath(page)}");
            }

            return 0;
        }));
        return command;
    }

    private static (IReadOnlyList<(string Title, Table Table, bool Folded)> Tables, IReadOnlyList<string> Sentences) Toys(
        bool small, FinishedParts parts, IProgress<WorkProgress> progress, CancellationToken cancellation)
    {
        var (repeats, seeds) = small ? (2, 2) : (ToyTier.PaperRepeats, ToyTier.Seeds);
        var toys = ToyTier.Run(repeats, seeds, parts, progress, cancellation);
        return (
            [
                ($"Generalised distillation, {repeats} repeats", WhenTables.Generalised(toys), false),
                ($"Modality focusing, {seeds} seeds: both modalities share more", WhenTables.Focusing(toys.MoreShared), false),
                ($"Modality focusing, {seeds} seeds: the teacher has more of its own", WhenTables.Focusing(toys.MoreOfTheTeachers), false),
            ],
            []);
    }

    private static (IReadOnlyList<(string Title, Table Table, bool Folded)> Tables, IReadOnlyList<string> Sentences) Parameters(
        bool small, FinishedParts parts, IProgress<WorkProgress> progress, CancellationToken cancellation)
    {
        var axes = small ? Axes.Smoke : Axes.Declared;
        var grid = ParameterTier.Run(axes, parts, progress, cancellation);
        List<(string Title, Table Table, bool Folded)> tables = [("Declared before the first run", WhenTables.Accounts(), true)];
        tables.AddRange(axes.Shifts.Select(shift => (
            FormattableString.Invariant($"Patients classified rightly, %, faultless labels, shared shift {shift}"),
            WhenTables.Accuracies(grid, axes.Agreements[0], shift), false)));
        if (!small)
        {
            var middle = ParameterTier.Run(Axes.PaperFrequencies, parts, progress, cancellation);
            tables.Add(("The middle of the grid with types as frequent as in Table I",
                WhenTables.Accuracies(middle, middle.Axes.Agreements[0], middle.Axes.Shifts[0]), false));
        }

        tables.AddRange(Targets.All.Skip(1).Select(target => (
            $"{target.Name()}: gain over labels, and the signs that were predicted", WhenTables.Signs(grid, target), true)));
        tables.Add(("What became of the predictions", WhenTables.Theories(grid), false));
        return (tables, Advice.Sentences(grid));
    }
}

using MhdNet.Runtime;
using Spectre.Console;

namespace MhdNet.Cli;

/// <summary>What the commands print with: bars and tables on a terminal, plain lines into a pipe.</summary>
internal static class Ui
{
    static Ui()
    {
        if (Console.IsOutputRedirected)
        {
            AnsiConsole.Profile.Width = 400; // a file or pipe has no edge to cut a table at
        }
    }

    /// <summary>Shows progress while work is done.</summary>
    public static T Work<T>(Func<IProgress<WorkProgress>, T> work)
    {
        if (Console.IsErrorRedirected || Console.IsOutputRedirected)
        {
            var lines = new ConsoleProgress();
            using var telling = lines.KeepTelling();
            return work(lines);
        }

        return AnsiConsole.Progress()
            .Columns(new TaskDescriptionColumn { Alignment = Justify.Left },
                new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
            .Start(context => work(new Bars(context)));
    }

    /// <summary>"1 patient", "2 patients".</summary>
    public static string Count(int number, string what) => $"{number} {what}{(number == 1 ? "" : "s")}";

    /// <summary>A table: a header and rows of text.</summary>
    public static void Table(IReadOnlyList<string> header, IEnumerable<IReadOnlyList<string>> rows)
    {
        var table = new Table().Border(TableBorder.Simple);
        foreach (var (index, name) in header.Index())
        {
            table.AddColumn(new TableColumn(Markup.Escape(name)) { Alignment = index == 0 ? Justify.Left : Justify.Right, NoWrap = true });
        }

        foreach (var row in rows)
        {
            table.AddRow(row.Select(Markup.Escape).ToArray());
        }

        AnsiConsole.Write(table);
    }

    private sealed class Bars(ProgressContext context) : IProgress<WorkProgress>
    {
        private readonly Dictionary<string, ProgressTask> _tasks = [];
        private readonly Lock _lock = new();

        public void Report(WorkProgress value)
        {
            lock (_lock)
            {
                if (!_tasks.TryGetValue(value.Task, out var task))
                {
                    _tasks[value.Task] = task = context.AddTask(Markup.Escape(value.Task));
                }

                task.MaxValue = Math.Max(value.Total, 1);
                task.Value = value.Share * task.MaxValue;
                task.Description = Markup.Escape(value.Detail.Length > 0 ? $"{value.Task}: {value.Detail}" : value.Task);
            }
        }
    }
}

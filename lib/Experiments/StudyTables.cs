using System.Globalization;
using MhdNet.Evaluation;
using MhdNet.Networks;
using MhdNet.Runtime;
using Microsoft.Data.Analysis;

namespace MhdNet.Experiments;

/// <summary>A study's result as tables: to read (<see cref="Table"/>), and to compute with, all figures as fractions of 1 (the others).</summary>
public static class StudyTables
{
    /// <summary>
    /// A line a row of the study, in per cent: the paper's value, mean and deviation over the seeds by sequence (the paper's counting) and by
    /// patient with an interval over patients and seeds, and the difference to the first row.
    /// </summary>
    public static DataFrame Table(this StudyResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        var (score, extra) = (result.Study.Score.Label(), result.Rows.Any(row => row.Extra is not null));
        var table = new DataFrame(new StringDataFrameColumn("row", result.Rows.Select(row => row.Name)));
        void Column(string name, Func<StudyRow, string> cell) => table.Columns.Add(new StringDataFrameColumn(name, result.Rows.Select(cell)));
        if (result.Study.Published.Count > 0)
        {
            Column($"paper, {score} %", row => result.Study.Published.TryGetValue(row.Name, out var value) ? Text(value, "0.00") : "-");
        }

        Column("seeds", row => $"{row.Runs.Count}");
        Column($"{score} %, {Count(result, row => row.Test, "test", sequences: true)}", row => Spread(result, row.Test));
        Column($"{score} %, {Count(result, row => row.Test, "test")}", row => Whole(result, row.Test));
        if (extra)
        {
            Column($"{score} %, {Count(result, row => row.Extra, "extra")}", row => Whole(result, row.Extra));
        }

        Column("difference, test patients", row => result.Against(row.Name) is { } c ? Points(c.Test.Difference) : "-");
        if (extra)
        {
            Column("difference, extra patients", row => result.Against(row.Name)?.Extra is { } c ? Points(c.Difference) : "-");
        }

        Column("p (Holm)", row => result.Against(row.Name) is { } c ? P(c.Decisive.P) : "-");
        Column("McNemar", row => result.Against(row.Name) is { } c ? $"{c.McNemar.FirstOnly}:{c.McNemar.SecondOnly}, {P(c.McNemar.P)}" : "-");
        return table;
    }

    /// <summary>The same figures as numbers: a line a row and test set.</summary>
    public static DataFrame Summary(this StudyResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        double Figure(IReadOnlyList<Prediction> sample) => Scores.Of(result.Study.Score, sample, result.Typing.TypeCount);
        var lines = result.Rows.SelectMany(row => new[] { ("test", row.Test), ("extra", row.Extra) }.Where(set => set.Item2 is not null).Select(set =>
        {
            var comparison = result.Against(row.Name);
            return (Row: row, Set: set.Item1, Replicates: set.Item2!, Bootstrapped: new Bootstrap().Of(set.Item2!.ByPatient(), Figure), Comparison: comparison,
                Contrast: set.Item1 == "test" ? comparison?.Test : comparison?.Extra);
        })).ToList();
        return new DataFrame(
            new StringDataFrameColumn("row", lines.Select(line => line.Row.Name)),
            new StringDataFrameColumn("set", lines.Select(line => line.Set)),
            new StringDataFrameColumn("figure", lines.Select(_ => result.Study.Score.Label())),
            new DoubleDataFrameColumn("paper", lines.Select(line => result.Study.Published.TryGetValue(line.Row.Name, out var value) ? value / 100 : (double?)null)),
            new Int32DataFrameColumn("seeds", lines.Select(line => line.Replicates.Seeds.Count)),
            new Int32DataFrameColumn("sequences", lines.Select(line => line.Replicates.Runs[0].Count)),
            new Int32DataFrameColumn("patients", lines.Select(line => line.Replicates.Patients.Count)),
            new DoubleDataFrameColumn("mean by sequence", lines.Select(line => line.Replicates.Spread(Figure).Mean)),
            new DoubleDataFrameColumn("deviation by sequence", lines.Select(line => Known(line.Replicates.Spread(Figure).Deviation))),
            new DoubleDataFrameColumn("mean by patient", lines.Select(line => line.Bootstrapped.Value)),
            new DoubleDataFrameColumn("deviation by patient", lines.Select(line => Known(line.Replicates.ByPatient().Spread(Figure).Deviation))),
            new DoubleDataFrameColumn("low", lines.Select(line => line.Bootstrapped.Low)),
            new DoubleDataFrameColumn("high", lines.Select(line => line.Bootstrapped.High)),
            new DoubleDataFrameColumn("difference", lines.Select(line => line.Contrast?.Difference.Value)),
            new DoubleDataFrameColumn("difference low", lines.Select(line => line.Contrast?.Difference.Low)),
            new DoubleDataFrameColumn("difference high", lines.Select(line => line.Contrast?.Difference.High)),
            new DoubleDataFrameColumn("p", lines.Select(line => line.Contrast?.P)),
            new DoubleDataFrameColumn("p of the comparison (Holm)", lines.Select(line => line.Comparison?.Decisive.P)),
            new DoubleDataFrameColumn("p (McNemar)", lines.Select(line => line.Comparison?.McNemar.P)));
    }

    /// <summary>A line a run, every figure of Table II by sequence and by patient, and the folder it is in.</summary>
    public static DataFrame Runs(this StudyResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        var lines = result.Rows.SelectMany(row => row.Runs.SelectMany(run => Sets(row, run.Seed).Select(set => (
            Row: row.Name, run.Seed, Run: run.Outcome.Run.Name, set.Name, Sequences: Metrics.Of(set.Predictions, result.Typing.TypeCount),
            Patients: Metrics.Of(Predictions.ByPatient(set.Predictions), result.Typing.TypeCount))))).ToList();
        var table = new DataFrame(
            new StringDataFrameColumn("row", lines.Select(line => line.Row)),
            new Int32DataFrameColumn("seed", lines.Select(line => line.Seed)),
            new StringDataFrameColumn("run", lines.Select(line => line.Run)),
            new StringDataFrameColumn("set", lines.Select(line => line.Name)),
            new Int32DataFrameColumn("sequences", lines.Select(line => line.Sequences.Count)),
            new Int32DataFrameColumn("patients", lines.Select(line => line.Patients.Count)));
        foreach (var (_, label, of) in EvaluationReport.Headline)
        {
            table.Columns.Add(new DoubleDataFrameColumn($"{label} by sequence", lines.Select(line => Known(of(line.Sequences)))));
            table.Columns.Add(new DoubleDataFrameColumn($"{label} by patient", lines.Select(line => Known(of(line.Patients)))));
        }

        return table;
    }

    /// <summary>A line a row of the study, test set and class, by patient: mean and deviation over the seeds.</summary>
    public static DataFrame Classes(this StudyResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        var lines = result.Rows.SelectMany(row => new[] { ("test", row.Test), ("extra", row.Extra) }.Where(set => set.Item2 is not null).SelectMany(set =>
        {
            var runs = set.Item2!.ByPatient().Runs.Select(run => Metrics.Of(run, result.Typing.TypeCount)).ToList();
            return Enumerable.Range(0, result.Typing.TypeCount).Select(k => (Row: row.Name, Set: set.Item1, Class: k, Runs: runs.ConvertAll(run => run.Classes[k])));
        })).ToList();
        var table = new DataFrame(
            new StringDataFrameColumn("row", lines.Select(line => line.Row)),
            new StringDataFrameColumn("set", lines.Select(line => line.Set)),
            new StringDataFrameColumn("type", lines.Select(line => result.Typing.NameOf(line.Class))),
            new Int32DataFrameColumn("patients", lines.Select(line => line.Runs[0].TrueCount)),
            new Int32DataFrameColumn("seeds", lines.Select(line => line.Runs.Count)));
        (string, Func<ClassMetrics, double>)[] figures = [("Pre", c => c.Precision), ("Rec", c => c.Recall), ("F1", c => c.F1), ("AUC", c => c.Auc)];
        foreach (var (name, of) in figures)
        {
            table.Columns.Add(new DoubleDataFrameColumn(name, lines.Select(line => Known(Evaluation.Spread.Of(line.Runs.Select(of)).Mean))));
            table.Columns.Add(new DoubleDataFrameColumn($"{name} deviation", lines.Select(line => Known(Evaluation.Spread.Of(line.Runs.Select(of)).Deviation))));
        }

        return table;
    }

    /// <summary>
    /// A line a row: what its tested network costs for one sequence at the study's scale and at the paper's sizes (<see cref="Complexity.Of"/>), the
    /// milliseconds of a training step, mean over the finished runs, and those of typing one sequence, measured now (<see cref="Latency"/>); times are upper
    /// bounds under load.
    /// </summary>
    public static DataFrame Costs(this StudyResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        NetworkOptions Sized(NetworkOptions network) => network with { ClassCount = result.Typing.ClassCount, TypeCount = result.Typing.TypeCount };
        var rows = result.Rows;
        Complexity[] Counted(Func<Experiment, Experiment> sized) =>
            [.. rows.Select(row => sized(row.Experiment)).Select(experiment => Complexity.Of(experiment with { Network = Sized(experiment.Network) }))];
        var (here, paper) = (Counted(experiment => experiment.At(result.Scale)), Counted(experiment => experiment));
        var tested = rows.Where(row => row.Runs.Count > 0).ToList();
        var latencies = tested.Zip(Latency.Of([.. tested.Select(row => row.Runs[0].Outcome.Run)])).ToDictionary(pair => pair.First.Name, pair => pair.Second);
        double Step(StudyRow row)
        {
            var timings = row.Runs.SelectMany(run => run.Outcome.Run.ReadTimings()).ToList();
            return 1000 * timings.Sum(epoch => epoch.Seconds) / timings.Sum(epoch => epoch.Steps);
        }

        return new DataFrame(
            new StringDataFrameColumn("row", rows.Select(row => row.Name)),
            new Int64DataFrameColumn("parameters", here.Select(cost => cost.Parameters)),
            new DoubleDataFrameColumn("multiply-adds, G", here.Select(cost => cost.MultiplyAdds / 1e9)),
            new DoubleDataFrameColumn("activations, MiB", here.Select(cost => cost.ActivationMiB)),
            new Int64DataFrameColumn("parameters at the paper's sizes", paper.Select(cost => cost.Parameters)),
            new DoubleDataFrameColumn("multiply-adds at the paper's sizes, G", paper.Select(cost => cost.MultiplyAdds / 1e9)),
            new DoubleDataFrameColumn("training step, ms", rows.Select(row => Known(Step(row)))),
            new DoubleDataFrameColumn("typing a sequence, ms", rows.Select(row => latencies.GetValueOrDefault(row.Name)?.Median)),
            new DoubleDataFrameColumn("lower quartile, ms", rows.Select(row => latencies.GetValueOrDefault(row.Name)?.Low)),
            new DoubleDataFrameColumn("upper quartile, ms", rows.Select(row => latencies.GetValueOrDefault(row.Name)?.High)));
    }

    /// <summary>Writes summary.csv, runs.csv, classes.csv and, where costs are asked, costs.csv, each whole or not at all.</summary>
    public static void WriteCsv(this StudyResult result, string folder)
    {
        IEnumerable<(string Name, DataFrame Table)> tables = [("summary", result.Summary()), ("runs", result.Runs()), ("classes", result.Classes())];
        foreach (var (name, table) in result.Study.AsksCosts ? tables.Append(("costs", result.Costs())) : tables)
        {
            AtomicFile.Write(Path.Combine(folder, $"{name}.csv"), stream => DataFrame.SaveCsv(table, stream, cultureInfo: CultureInfo.InvariantCulture));
        }
    }

    private static IEnumerable<(string Name, IReadOnlyList<Prediction> Predictions)> Sets(StudyRow row, int seed) =>
        new[] { ("test", row.Test), ("extra", row.Extra) }
            .Where(set => set.Item2?.Seeds.Contains(seed) == true)
            .Select(set => (set.Item1, set.Item2!.Of([seed]).Runs[0]));

    private static string Count(StudyResult result, Func<StudyRow, Replicates?> set, string name, bool sequences = false) =>
        result.Rows.Select(set).OfType<Replicates>().FirstOrDefault() is { } any
            ? sequences ? $"{any.Runs[0].Count} {name} sequences" : $"{any.Patients.Count} {name} patients"
            : $"{name} {(sequences ? "sequences" : "patients")}";

    private static string Spread(StudyResult result, Replicates? replicates)
    {
        if (replicates is null)
        {
            return "-";
        }

        var spread = replicates.Spread(sample => Scores.Of(result.Study.Score, sample, result.Typing.TypeCount));
        return spread.Count == 1 ? Text(100 * spread.Mean) : $"{Text(100 * spread.Mean)} ± {Text(100 * spread.Deviation)}";
    }

    private static string Whole(StudyResult result, Replicates? replicates)
    {
        if (replicates is null)
        {
            return "-";
        }

        var interval = new Bootstrap().Of(replicates.ByPatient(), sample => Scores.Of(result.Study.Score, sample, result.Typing.TypeCount));
        return $"{Spread(result, replicates.ByPatient())} [{Text(100 * interval.Low)}, {Text(100 * interval.High)}]";
    }

    private static string Points(Interval difference) =>
        $"{Text(100 * difference.Value, "+0.0;-0.0;0.0")} [{Text(100 * difference.Low, "+0.0;-0.0;0.0")}, {Text(100 * difference.High, "+0.0;-0.0;0.0")}]";

    private static string P(double p) => double.IsNaN(p) ? "-" : p < 0.001 ? "<0.001" : Text(p, "0.000");

    private static string Text(double value, string format = "0.0") => double.IsNaN(value) ? "-" : value.ToString(format, CultureInfo.InvariantCulture);

    private static double? Known(double value) => double.IsNaN(value) ? null : value;
}

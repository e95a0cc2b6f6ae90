using System.Globalization;
using MhdNet.Evaluation;
using MhdNet.Methods;
using MhdNet.Networks.Cost;
using MhdNet.Runtime;
using Microsoft.Data.Analysis;

namespace MhdNet.Studies;

/// <summary>A study's result as tables: to read (<see cref="Table"/>), and to compute with, all metrics as fractions of 1 (the
/// others).</summary>
public static class StudyTables
{
    /// <summary>
    /// One line per row of the study, in per cent: the paper's value, mean and deviation over the seeds by sequence (the paper's counting)
    /// and by patient with an interval over patients and seeds, and the difference to the first row; of a comparison method, what its
    /// reimplementation could follow. Where some rows need pathology and some do not, all stand a second time side by side, on the patients
    /// that have it.
    /// </summary>
    public static DataFrame Table(this StudyResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        var (score, sets) = (result.Study.Score.Label(), TestedOn.Of(result));
        var table = new DataFrame(new StringDataFrameColumn("row", result.Rows.Select(row => row.Name)));
        void Column(string name, Func<StudyRow, string> cell) =>
            table.Columns.Add(new StringDataFrameColumn(name, result.Rows.Select(cell)));
        void Differences(string set, Func<Comparison, Contrast?> of)
        {
            var counts = result.Rows.Select(row => result.Against(row.Name))
                .OfType<Comparison>().Select(of).OfType<Contrast>().Select(c => c.Patients).Distinct().ToList();
            Column(
                $"difference, {(counts.Count == 1 ? $"{counts[0]} " : "")}{set} patients",
                row => result.Against(row.Name) is { } c && of(c) is { } contrast
                    ? $"{Points(contrast.Difference)}{(counts.Count > 1 ? $" of {contrast.Patients}" : "")}" : "-");
        }

        if (result.Rows.Any(row => row.Experiment.Method is ComparisonMethod))
        {
            Column("after", After);
        }

        if (result.Published.Count > 0)
        {
            Column($"paper, {score} %", row => result.Published.TryGetValue(row.Name, out var value) ? Text(value, "0.00") : "-");
        }

        Column("seeds", row => $"{row.Runs.Count}");
        foreach (var set in sets.Where(set => !set.IsExtra))
        {
            Column($"{score} %, {set.Counted(one => one.Runs[0].Count, "sequences")}", row => Spread(result, set.Rows[row]));
        }

        foreach (var set in sets)
        {
            Column($"{score} %, {set.Counted(one => one.Patients.Count, "patients")}", row => Whole(result, set.Rows[row]));
        }

        Differences(result.Whose, c => c.Test);
        if (sets.Any(set => set.IsExtra))
        {
            Differences("extra", c => c.Extra);
        }

        Column("p (Holm)", row => result.Against(row.Name) is { } c ? P(c.Decisive.P) : "-");
        Column("McNemar", row => result.Against(row.Name) is { } c
            ? $"{c.McNemar.FirstOnly}:{c.McNemar.SecondOnly} of {c.Patients}, {P(c.McNemar.P)}" : "-");
        return table;
    }

    /// <summary>The same metrics as numbers: one line per row and test set.</summary>
    public static DataFrame Summary(this StudyResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        double Metric(IReadOnlyList<Prediction> sample) => Scores.Compute(result.Study.Score, sample, result.Labels.TypeCount);
        var sets = TestedOn.Of(result);
        var lines = result.Rows.SelectMany(row => sets.Where(set => set.Rows[row] is not null).Select(set =>
        {
            var (comparison, replicates) = (result.Against(row.Name), set.Rows[row]!);
            var contrast = set.IsExtra ? comparison?.Extra : comparison?.Test;
            return (Row: row, Set: set.Name, Replicates: replicates,
                Bootstrapped: ResampledScore.Interval(result.Study.Score, replicates.ByPatient(), result.Labels.TypeCount),
                Comparison: comparison,
                Contrast: contrast?.Patients == replicates.Patients.Count ? contrast : null);
        })).ToList();
        return new DataFrame(
            new StringDataFrameColumn("row", lines.Select(line => line.Row.Name)),
            new StringDataFrameColumn("set", lines.Select(line => line.Set)),
            new StringDataFrameColumn("metric", lines.Select(_ => result.Study.Score.Label())),
            new DoubleDataFrameColumn("paper",
                lines.Select(line => result.Published.TryGetValue(line.Row.Name, out var value) ? value / 100 : (double?)null)),
            new Int32DataFrameColumn("seeds", lines.Select(line => line.Replicates.Seeds.Count)),
            new Int32DataFrameColumn("sequences", lines.Select(line => line.Replicates.Runs[0].Count)),
            new Int32DataFrameColumn("patients", lines.Select(line => line.Replicates.Patients.Count)),
            new DoubleDataFrameColumn("mean by sequence", lines.Select(line => line.Replicates.Spread(Metric).Mean)),
            new DoubleDataFrameColumn("deviation by sequence", lines.Select(line => Known(line.Replicates.Spread(Metric).Deviation))),
            new DoubleDataFrameColumn("mean by patient", lines.Select(line => line.Bootstrapped.Value)),
            new DoubleDataFrameColumn("deviation by patient",
                lines.Select(line => Known(line.Replicates.ByPatient().Spread(Metric).Deviation))),
            new DoubleDataFrameColumn("low", lines.Select(line => line.Bootstrapped.Low)),
            new DoubleDataFrameColumn("high", lines.Select(line => line.Bootstrapped.High)),
            new Int32DataFrameColumn("patients of the difference", lines.Select(line => line.Contrast?.Patients)),
            new DoubleDataFrameColumn("difference", lines.Select(line => line.Contrast?.Difference.Value)),
            new DoubleDataFrameColumn("difference low", lines.Select(line => line.Contrast?.Difference.Low)),
            new DoubleDataFrameColumn("difference high", lines.Select(line => line.Contrast?.Difference.High)),
            new DoubleDataFrameColumn("p", lines.Select(line => line.Contrast?.P)),
            new DoubleDataFrameColumn("p of the comparison (Holm)", lines.Select(line => line.Comparison?.Decisive.P)),
            new DoubleDataFrameColumn("p (McNemar)", lines.Select(line => line.Comparison?.McNemar.P)));
    }

    /// <summary>
    /// One line per run and test set: the epoch that is kept, what the validation patients say of it, every metric of Table II by sequence
    /// and by patient, and the folder it is in.
    /// </summary>
    public static DataFrame Runs(this StudyResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        var sets = TestedOn.Of(result);
        var lines = result.Rows.SelectMany(row =>
            row.Runs.SelectMany(run => sets.Where(set => set.Rows[row]?.Seeds.Contains(run.Seed) == true)
            .Select(set => (set.Name, Predictions: set.Rows[row]!.Of([run.Seed]).Runs[0]))
            .Select(set => (
                Row: row.Name, run.Seed, Run: run.Run.Folder.Name, set.Name, Kept: run.Run.History[run.Run.Result.BestEpoch - 1],
                Sequences: Metrics.Compute(set.Predictions, result.Labels.TypeCount),
                Patients: Metrics.Compute(Predictions.ByPatient(set.Predictions), result.Labels.TypeCount))))).ToList();
        var table = new DataFrame(
            new StringDataFrameColumn("row", lines.Select(line => line.Row)),
            new Int32DataFrameColumn("seed", lines.Select(line => line.Seed)),
            new StringDataFrameColumn("run", lines.Select(line => line.Run)),
            new StringDataFrameColumn("set", lines.Select(line => line.Name)),
            new Int32DataFrameColumn("epoch", lines.Select(line => line.Kept.Epoch)),
            new DoubleDataFrameColumn("validation mAcc by patient", lines.Select(line => Known(line.Kept.ValidationAccuracy))),
            new DoubleDataFrameColumn("validation log loss", lines.Select(line => Known(line.Kept.ValidationLoss))),
            new Int32DataFrameColumn("sequences", lines.Select(line => line.Sequences.Count)),
            new Int32DataFrameColumn("patients", lines.Select(line => line.Patients.Count)));
        foreach (var (_, label, of) in EvaluationReport.Headline)
        {
            table.Columns.Add(new DoubleDataFrameColumn($"{label} by sequence", lines.Select(line => Known(of(line.Sequences)))));
            table.Columns.Add(new DoubleDataFrameColumn($"{label} by patient", lines.Select(line => Known(of(line.Patients)))));
        }

        return table;
    }

    /// <summary>One line per row of the study, test set and class, by patient: mean and deviation over the seeds.</summary>
    public static DataFrame Classes(this StudyResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        var sets = TestedOn.Of(result);
        var lines = result.Rows.SelectMany(row => sets.Where(set => set.Rows[row] is not null).SelectMany(set =>
        {
            var runs = set.Rows[row]!.ByPatient().Runs.Select(run => Metrics.Compute(run, result.Labels.TypeCount)).ToList();
            return Enumerable.Range(0, result.Labels.TypeCount)
                .Select(k => (Row: row.Name, Set: set.Name, Class: k, Runs: runs.ConvertAll(run => run.Classes[k])));
        })).ToList();
        var table = new DataFrame(
            new StringDataFrameColumn("row", lines.Select(line => line.Row)),
            new StringDataFrameColumn("set", lines.Select(line => line.Set)),
            new StringDataFrameColumn("type", lines.Select(line => result.Labels.NameOf(line.Class))),
            new Int32DataFrameColumn("patients", lines.Select(line => line.Runs[0].TrueCount)),
            new Int32DataFrameColumn("seeds", lines.Select(line => line.Runs.Count)));
        (string, Func<ClassMetrics, double>)[] metrics = [("Pre", c => c.Precision),
            ("Rec", c => c.Recall), ("F1", c => c.F1), ("AUC", c => c.Auc)];
        foreach (var (name, of) in metrics)
        {
            table.Columns.Add(new DoubleDataFrameColumn(name,
                lines.Select(line => Known(Evaluation.Spread.Compute(line.Runs.Select(of)).Mean))));
            table.Columns.Add(new DoubleDataFrameColumn($"{name} deviation",
                lines.Select(line => Known(Evaluation.Spread.Compute(line.Runs.Select(of)).Deviation))));
        }

        return table;
    }

    /// <summary>
    /// One line per row: what its tested network costs for one sequence at the study's scale and at the paper's sizes
    /// (<see cref="Phase.Cost"/>), the milliseconds of a training step, mean over the finished runs, and those of typing one
    /// sequence, as <see cref="StudyResult.Latencies"/> measured them; times are upper bounds under load.
    /// </summary>
    public static DataFrame Costs(this StudyResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        var rows = result.Rows;
        Complexity Count(Experiment experiment)
        {
            var setting = experiment.Setting with
            {
                Size = experiment.Setting.Size with { ClassCount = result.Labels.ClassCount, TypeCount = result.Labels.TypeCount },
            };
            return experiment.Method.For(setting).Cost();
        }

        Complexity[] Counted(Func<Experiment, Experiment> sized) => [.. rows.Select(row => Count(sized(row.Experiment)))];
        var (here, paper) = (Counted(experiment => experiment.At(result.Scale)), Counted(experiment => experiment));
        double Step(StudyRow row)
        {
            var timings = row.Runs.SelectMany(run => run.Run.Folder.ReadTimings()).ToList();
            var steps = timings.Sum(epoch => epoch.Steps);
            return steps == 0 ? double.NaN : 1000 * timings.Sum(epoch => epoch.Seconds) / steps; // what is fitted at once takes none
        }

        return new DataFrame(
            new StringDataFrameColumn("row", rows.Select(row => row.Name)),
            new Int64DataFrameColumn("parameters", here.Select(cost => cost.Parameters)),
            new DoubleDataFrameColumn("multiply-adds, G", here.Select(cost => cost.MultiplyAdds / 1e9)),
            new DoubleDataFrameColumn("activations, MiB", here.Select(cost => cost.ActivationMiB)),
            new Int64DataFrameColumn("parameters at the paper's sizes", paper.Select(cost => cost.Parameters)),
            new DoubleDataFrameColumn("multiply-adds at the paper's sizes, G", paper.Select(cost => cost.MultiplyAdds / 1e9)),
            new DoubleDataFrameColumn("training step, ms", rows.Select(row => Known(Step(row)))),
            new DoubleDataFrameColumn("typing a sequence, ms", rows.Select(row => result.Latencies.GetValueOrDefault(row.Name)?.Median)),
            new DoubleDataFrameColumn("lower quartile, ms", rows.Select(row => result.Latencies.GetValueOrDefault(row.Name)?.Low)),
            new DoubleDataFrameColumn("upper quartile, ms", rows.Select(row => result.Latencies.GetValueOrDefault(row.Name)?.High)));
    }

    /// <summary>
    /// Writes summary.csv, declared.csv, runs.csv, classes.csv and, where costs are asked, costs.csv, each whole or not at all.
    /// </summary>
    public static void WriteCsv(this StudyResult result, string folder)
    {
        IEnumerable<(string Name, DataFrame Table)> tables = [("summary", result.Summary()), ("declared", result.Declared()),
            ("runs", result.Runs()), ("classes", result.Classes())];
        foreach (var (name, table) in result.Study.AsksCosts ? tables.Append(("costs", result.Costs())) : tables)
        {
            AtomicFile.Write(Path.Combine(folder, $"{name}.csv"),
                stream => DataFrame.SaveCsv(table, stream, cultureInfo: CultureInfo.InvariantCulture));
        }
    }

    private static string Spread(StudyResult result, Replicates? replicates)
    {
        if (replicates is null)
        {
            return "-";
        }

        var spread = replicates.Spread(sample => Scores.Compute(result.Study.Score, sample, result.Labels.TypeCount));
        return spread.Count == 1 ? Text(100 * spread.Mean) : $"{Text(100 * spread.Mean)} ± {Text(100 * spread.Deviation)}";
    }

    private static string Whole(StudyResult result, Replicates? replicates)
    {
        if (replicates is null)
        {
            return "-";
        }

        var patients = replicates.ByPatient();
        var interval = ResampledScore.Interval(result.Study.Score, patients, result.Labels.TypeCount);
        return $"{Spread(result, patients)} [{Text(100 * interval.Low)}, {Text(100 * interval.High)}]";
    }

    /// <summary>What a row's reimplementation could follow; "-" of a row that is none.</summary>
    internal static string After(StudyRow row) => (row.Experiment.Method as ComparisonMethod)?.Fidelity switch
    {
        null => "-",
        Fidelity.Code => "the authors' code",
        Fidelity.Summary => "a summary of the paper",
        _ => "the abstract",
    };

    internal static string Points(Interval difference) =>
        $"{Text(100 * difference.Value, "+0.0;-0.0;0.0")} [{Text(100 * difference.Low, "+0.0;-0.0;0.0")}, "
            + $"{Text(100 * difference.High, "+0.0;-0.0;0.0")}]";

    internal static string P(double p) => double.IsNaN(p) ? "-" : p < 0.001 ? "<0.001" : Text(p, "0.000");

    internal static string Text(double value, string format = "0.0") =>
        double.IsNaN(value) ? "-" : value.ToString(format, CultureInfo.InvariantCulture);

    private static double? Known(double value) => double.IsNaN(value) ? null : value;
}

using MhdNet.Evaluation;
using MhdNet.Studies;
using MhdNet.Studies.Paper;
using ScottPlot;

namespace MhdNet.Figures;

/// <summary>
/// What the tested networks of a study cost, and what that is worth: parameters and multiply-adds counted on modules that are built, the
/// time measured, once, when the sheet is made. For a network that reads others, such as MHD-Net's student, all that is deployed counts.
/// </summary>
public sealed class CostSheet
{
    private readonly StudyResult _result;
    private readonly double[] _here, _hereBillions, _step;

    /// <summary>Counts and measures.</summary>
    public CostSheet(StudyResult result)
    {
        _result = result ?? throw new ArgumentNullException(nameof(result));
        var costs = result.Costs();
        double[] Of(string column, double divisor = 1) => [.. costs[column].Cast<object?>()
            .Select(value => value is null ? double.NaN : Convert.ToDouble(value) / divisor)];
        (_here, _hereBillions, _step) = (Of("parameters", 1e6), Of("multiply-adds, G"), Of("training step, ms"));
        (Millions, Billions) = (Of("parameters at the paper's sizes", 1e6), Of("multiply-adds at the paper's sizes, G"));
        var (low, high) = (Of("lower quartile, ms"), Of("upper quartile, ms"));
        Milliseconds = [.. Of("typing a sequence, ms").Select((median, i) => new Interval(median, low[i], high[i], 0.5, 0))];
    }

    /// <summary>Parameters at the paper's sizes, millions, a row each.</summary>
    public IReadOnlyList<double> Millions { get; }

    /// <summary>Multiply-adds for one sequence at the paper's sizes, thousand millions.</summary>
    public IReadOnlyList<double> Billions { get; }

    /// <summary>Milliseconds to classify one sequence at the study's scale, median and quartiles; NaN of a row that was not run.</summary>
    public IReadOnlyList<Interval> Milliseconds { get; }

    /// <summary>A row each.</summary>
    public Table ToTable() => Table.Of(_result.Rows, ("row", row => row.Name))
        .With("parameters (M)", Cells(_here, "0.00"))
        .With("multiply-adds (G)", Cells(_hereBillions, "0.00"))
        .With("at the paper's sizes (M)", Cells(Millions, "0.00"))
        .With("at the paper's sizes (G)", Cells(Billions, "0.0"))
        .With("training step (ms)", Cells(_step, "0"))
        .With("classifying a sequence (ms)", Cells(Milliseconds.Select(time => time.Value), "0.0"))
        .With("lower quartile", Cells(Milliseconds.Select(time => time.Low), "0.0"))
        .With("upper quartile", Cells(Milliseconds.Select(time => time.High), "0.0"));

    /// <summary>
    /// What each row costs and what it is worth, along its row; what costs next to nothing has no place on a logarithmic axis.
    /// </summary>
    /// <param name="title">Title.</param>
    /// <param name="synthetic">Whether the data is synthetic.</param>
    /// <param name="named">A row's name in the figure; null: as it is.</param>
    public Plot Dots(string title, bool synthetic, Func<string, string>? named = null)
    {
        var (names, score) = (_result.Rows.Select(row => row.Name).ToList(), _result.Study.Score);
        IntervalBars Scores(string patients, Func<StudyRow, Replicates?> of) =>
            new(patients, [.. _result.Rows.Select(row => IntervalBars.OverSeeds(of(row), score, _result.Labels.TypeCount))]);
        IntervalBars[] sets = [Scores("test patients", row => row.Test), Scores("extra test patients", row => row.Extra)];
        return Figure.Dots(
            [.. names.Select(name => named?.Invoke(name) ?? name)],
            [
                new("parameters (M)\nat the paper's sizes", IntervalBars.Of("", Large(Millions)))
                {
                    Logarithmic = true, Published = [.. names.Select(PrintedMillions)],
                },
                new("multiply-adds (G)\nat the paper's sizes", IntervalBars.Of("", Large(Billions)))
                {
                    Logarithmic = true, Format = "0.#",
                },
                new($"classifying one (ms)\nat scale {_result.ScaleName}", new IntervalBars("", Milliseconds)),
                new(
                    $"{score.Label()} (%)\nat scale {_result.ScaleName}",
                    [.. sets.Where(bars => bars.Values.Any(value => double.IsFinite(value.Value)))])
                {
                    Published = [.. names.Select(name => _result.Published.GetValueOrDefault(name, double.NaN))],
                },
            ],
            $"paper, {Published.DatasetOf(_result.Labels)} (other data)", title, synthetic);
    }

    /// <summary>
    /// Size against score on the test patients, as Fig. 7, right, has them: MHD-Net's teacher and student and the methods that they are
    /// compared with, those that were run, each once.
    /// </summary>
    /// <param name="sheets">Studies that have them.</param>
    public static IReadOnlyList<NamedPoint> Points(params IReadOnlyList<CostSheet> sheets)
    {
        ArgumentNullException.ThrowIfNull(sheets);
        return
        [
            .. sheets
                .SelectMany(sheet => sheet._result.Rows.Zip(Large(sheet.Millions), (row, size) => (Sheet: sheet, Row: row, Size: size)))
                .Where(one => one.Row.Test is not null && ComparedMethods.GroupOf(one.Row) is not null).DistinctBy(one => one.Row.Name)
                .OrderBy(one => ComparedMethods.GroupOf(one.Row), StringComparer.Ordinal)
                .Select(one => new NamedPoint(one.Row.Name, ComparedMethods.GroupOf(one.Row)!, one.Size, IntervalBars.OverSeeds(
                    one.Row.Test, one.Sheet._result.Study.Score, one.Sheet._result.Labels.TypeCount))),
        ];
    }

    // the paper prints the sizes of its own two networks
    private static double PrintedMillions(string row) => row == Tables3And4.Student ? Published.Value("F7-d")
        : row == Tables3And4.Teacher ? Published.Value("F7-e")
        : double.NaN;

    // a baseline of a few numbers would stretch a logarithmic axis until the networks are one point
    private static double[] Large(IReadOnlyList<double> values) =>
        [.. values.Select(value => value > 0.001 * values.Max() ? value : double.NaN)];

    private static IEnumerable<string> Cells(IEnumerable<double> values, string format) =>
        values.Select(value => double.IsNaN(value) ? "-" : value.ToString(format));
}

using System.Globalization;
using MhdNet.Data;
using MhdNet.Evaluation;
using MhdNet.Methods;
using MhdNet.Networks.Cost;
using MhdNet.Runtime;
using MhdNet.Studies.Results;
using TorchSharp;

namespace MhdNet.Studies;

/// <summary>What is finished of a study: its rows, how they compare, and what that says of the paper's statements.</summary>
public sealed class StudyResult
{
    private const int Rounds = 15; // of each network's timing

    private readonly Lazy<IReadOnlyList<Comparison>> _comparisons;
    private readonly Lazy<IReadOnlyDictionary<string, Latency>> _latencies;

    internal StudyResult(Study study, Scale scale, CohortFacts cohort, IReadOnlyList<StudyRow> rows)
    {
        (Study, Rows, Scale, Cohort) = (study, rows, scale, cohort);
        _comparisons = new Lazy<IReadOnlyList<Comparison>>(
            () => Compare(study.Score, Statements.Where(statement => statement.Types.Count > 0)));
        _latencies = new Lazy<IReadOnlyDictionary<string, Latency>>(() => Measured ?? Time());
    }

    /// <summary>The study.</summary>
    public Study Study { get; }

    /// <summary>Its rows, in order.</summary>
    public IReadOnlyList<StudyRow> Rows { get; }

    /// <summary>The patients.</summary>
    public CohortFacts Cohort { get; }

    /// <summary>The results file that it was read from; null: the run store.</summary>
    public string? Origin { get; init; }

    /// <summary>Whether the patients are others than those that the study was run on (<see cref="Confirmation"/>).</summary>
    public bool IsOnFreshPatients { get; init; }

    /// <summary>Which patients the networks were tested on, extra ones apart: "test", or "fresh".</summary>
    public string Whose => IsOnFreshPatients ? "fresh" : "test";

    /// <summary>The study's title, and on whom it was tested where these are others than in the study itself.</summary>
    public string Title => $"{Study.Title}{(IsOnFreshPatients ? "; confirmed on fresh patients" : "")}";

    /// <summary>Where the runs are from, in a sentence.</summary>
    public string Whence => Origin is null
        ? "From the run store of this machine."
        : $"Read from data/results/{(IsOnFreshPatients ? "fresh/" : "")}{Path.GetFileName(Origin)}; nothing was trained for it here.";

    /// <summary>How the times of <see cref="Latencies"/> were taken, for a caption.</summary>
    public string Timing => Measured is null
        ? $"{torch.get_num_threads()} threads, median and quartiles of {Rounds}, with whatever else the machine did meanwhile"
        : "taken when the results were gathered, on the processor of their section of RESULTS.md";

    /// <summary>What is damaged of the runs here and was passed over, a line each.</summary>
    public IReadOnlyList<string> Damages => [.. Rows.SelectMany(row => row.Damages), .. PassedOver];

    /// <summary>Damaged runs that this result stands in for, a line each.</summary>
    internal IReadOnlyList<string> PassedOver { get; init; } = [];

    /// <summary>Times that were measured when the results were written; null: they are measured when asked.</summary>
    internal IReadOnlyDictionary<string, Latency>? Measured { get; init; }

    /// <summary>The classes.</summary>
    public LabelSet Labels => Cohort.Labels;

    /// <summary>What the paper prints for rows, in per cent, on its cohort of these labels.</summary>
    public IReadOnlyDictionary<string, double> Published =>
        Labels.Name == LabelSet.LungGrade.Name ? Study.PublishedOnLung : Study.Published;

    /// <summary>Sizes in use.</summary>
    public Scale Scale { get; }

    /// <summary>Their name, for axes and captions.</summary>
    public string ScaleName => $"{Scale}";

    /// <summary>The statements of the study that are about the cohort's typing.</summary>
    public IReadOnlyList<Statement> Statements =>
        [.. Study.Statements.Where(statement => statement.Typing is null || statement.Typing == Labels.Name)];

    /// <summary>What to print under every table and figure.</summary>
    public string Caption => Cohort.Caption;

    /// <summary>
    /// Every row against the first, and again on single types where a statement speaks of them. One family: their p-values are adjusted
    /// together.
    /// </summary>
    public IReadOnlyList<Comparison> Comparisons => _comparisons.Value;

    /// <summary>How long the network of each row's first seed takes to type one sequence, by the row's name; timed when first asked, and
    /// once, or when the results were written.</summary>
    public IReadOnlyDictionary<string, Latency> Latencies => _latencies.Value;

    /// <summary>The row of a name.</summary>
    public StudyRow Row(string name) => Rows.First(row => row.Name == name);

    /// <summary>How a row compares with the reference; null while no seed of both is finished, and for the reference itself.</summary>
    public Comparison? Against(string row, IReadOnlyList<string>? types = null) =>
        Comparisons.FirstOrDefault(comparison => comparison.Row == row && comparison.Types.SequenceEqual(types ?? []));

    /// <summary>What the finished runs say of a statement; null while a run that it needs is missing.</summary>
    public Verdict? Judge(Statement statement)
    {
        ArgumentNullException.ThrowIfNull(statement);
        var comparisons = statement.Rows.Select(row => Against(row, statement.Types)).ToList();
        return comparisons.Contains(null)
            ? null
            : VerdictRule.JudgeAll(
                [.. comparisons.Select(c => VerdictRule.Judge(statement.RowsAreBetter ? c!.Decisive : c!.Decisive.Reversed()))]);
    }

    /// <summary>The verdicts on the paper's statements, a line each.</summary>
    public IReadOnlyList<string> Verdicts() =>
        [.. Statements.Select(statement =>
            $"{statement.Id}, {statement.InWords(Study)}: {(Judge(statement) is { } verdict ? verdict.InWords() : "not run")}")];

    /// <summary>The code and the folders of the runs behind the numbers, one line per row, the time that each took, and whose data it
    /// is.</summary>
    public IReadOnlyList<string> Sources()
    {
        var runs = Rows.SelectMany(row => row.Runs).Select(run => run.Run).DistinctBy(run => run.Folder.Name).ToList();
        var hours = runs.Sum(TrainingTime.Seconds) / 3600;
        return
        [
            .. runs.Select(run => run.Phase.Setting.Code).Distinct().Select(code => $"code {code[..12]}, and each method's own"),
            .. Rows.Where(row => row.Runs.Count > 0)
            .Select(row => $"{row.Name}: {string.Join(", ", row.Runs.Select(run => FormattableString.Invariant(
                $"{run.Seed}: {run.Run.Folder.Name} ({TrainingTime.Seconds(run.Run) / 60:0.0} min)")))}"),
            .. Damages.Select(damage => $"not counted: {damage}"),
            FormattableString.Invariant($"These runs trained for {hours:0.0} h, their teachers not counted. {Caption}"),
        ];
    }

    /// <summary>
    /// How many seeds it takes to find a difference in mAcc on the patients at hand, for each comparison of which two seeds are finished: a
    /// sentence each, from the variances measured so far. The level is divided by the number of comparisons, which is on Holm's safe side.
    /// </summary>
    /// <param name="effect">The difference, a fraction of 1.</param>
    /// <param name="power">Wanted chance of finding it.</param>
    public IReadOnlyList<string> SeedsFor(double effect, double power = 0.8)
    {
        var alpha = VerdictRule.Alpha / Math.Max(1, Study.Experiments.Count - 1);
        return
        [
            .. Comparisons.Where(comparison => comparison.Types.Count == 0 && comparison.Components is not null).Select(comparison =>
            {
                var (components, patients) = (comparison.Components!, comparison.Patients);
                var alone = FormattableString.Invariant($"{100 * Math.Sqrt(components.Patients / patients):0.0}");
                var needed = components.SeedsFor(effect, patients, power, alpha) is { } seeds
                    ? $"{seeds} seed{(seeds == 1 ? "" : "s")}"
                    : $"more patients, whatever the number of seeds (they alone leave a standard error of {alone} points)";
                return string.Create(
                    CultureInfo.InvariantCulture,
                    $"{comparison.Row}: a difference of {100 * effect:0.#} points is found with a chance of {power:0 %} by {needed}; "
                        + $"{patients} patients, {comparison.Seeds.Count} seeds so far leave "
                        + $"{100 * components.StandardError(comparison.Seeds.Count, patients):0.0} points of standard error");
            }),
        ];
    }

    /// <summary>
    /// Every row against the first by a metric; their p-values are adjusted together. By the study's own metric they are those of
    /// <see cref="Comparisons"/>, which are adjusted for the comparisons on single types, too.
    /// </summary>
    public IReadOnlyList<Comparison> ComparedBy(Score score) =>
        score == Study.Score ? [.. Comparisons.Where(comparison => comparison.Types.Count == 0)] : Compare(score, []);

    private Dictionary<string, Latency> Time()
    {
        var tested = Rows.Where(row => row.Runs.Count > 0).ToList();
        var networks = tested.ConvertAll(row => row.Runs[0].Run.Load());
        networks.ForEach(network => network.to(TorchRuntime.Device));
        try
        {
            return tested.Zip(Latency.Measure(networks, Rounds)).ToDictionary(pair => pair.First.Name, pair => pair.Second);
        }
        finally
        {
            networks.ForEach(network => network.Dispose());
        }
    }

    private IReadOnlyList<Comparison> Compare(Score score, IEnumerable<Statement> onTypes)
    {
        IReadOnlyList<string> all = [];
        var pairs = Rows.Skip(1).Select(row => (row.Name, Types: all))
            .Concat(onTypes.SelectMany(statement => statement.Rows.Select(row => (row, statement.Types))));
        var found = pairs.Select(pair => Rows.FirstOrDefault(row => row.Name == pair.Item1) is { } row
                ? Comparison.Compare(row, Rows[0], score, pair.Types, Labels, Whose)
                : null)
            .OfType<Comparison>().ToList();
        return [.. found.Zip(Contrast.Adjusted([.. found.Select(comparison => comparison.Decisive)]),
            (comparison, adjusted) => comparison with { Decisive = adjusted })];
    }
}

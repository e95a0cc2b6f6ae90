using MhdNet.Evaluation;
using MhdNet.Studies;

namespace MhdNet.Figures;

/// <summary>The bars of one colour.</summary>
/// <param name="Name">As the legend names it.</param>
/// <param name="Values">One value per category, with its interval; an interval of NaN is not drawn, nor is a value of NaN.</param>
public sealed record IntervalBars(string Name, IReadOnlyList<Interval> Values)
{
    /// <summary>Names of the headline metrics, in the order of the bars of <see cref="Headline"/>.</summary>
    public static IReadOnlyList<string> HeadlineNames { get; } = [.. EvaluationReport.Headline.Select(metric => metric.Label)];

    /// <summary>Bars without intervals.</summary>
    public static IntervalBars Of(string name, IReadOnlyList<double> values) =>
        new(name, [.. values.Select(v => IntervalText.None with { Value = v })]);

    /// <summary>The headline metrics of a network, per cent, with their intervals.</summary>
    /// <param name="name">As the legend names the network.</param>
    /// <param name="report">Its evaluation.</param>
    /// <param name="byPatient">Counted by patient; else by sequence.</param>
    public static IntervalBars Headline(string name, EvaluationReport report, bool byPatient = false)
    {
        ArgumentNullException.ThrowIfNull(report);
        var intervals = byPatient ? report.PatientIntervals : report.SequenceIntervals;
        return new IntervalBars(name, [.. EvaluationReport.Headline.Select(metric => intervals[metric.Name].InPercent())]);
    }

    /// <summary>
    /// A score by patient of several configurations, per cent: means over their seeds, with intervals over patients and seeds, all on the
    /// patients that every one was tested on, whose number stands in the name.
    /// </summary>
    /// <param name="name">The patients: "test patients".</param>
    /// <param name="configurations">One per bar; null was not tested and has no bar.</param>
    /// <param name="score">Which score.</param>
    /// <param name="typeCount">Number of tumour types: the classes before `other`.</param>
    public static IntervalBars OfReplicates(string name, IReadOnlyList<Replicates?> configurations, Score score, int typeCount)
    {
        var same = Replicates.OnSamePatients(configurations);
        var patients = same.Max(one => one?.Patients.Count);
        return new IntervalBars($"{patients} {name}".TrimStart(), [.. same.Select(one => OverSeeds(one, score, typeCount))]);
    }

    /// <summary>
    /// A score by patient, per cent: mean over the seeds, with an interval over patients and seeds; <see cref="IntervalText.None"/> where
    /// not tested.
    /// </summary>
    /// <param name="configuration">The configuration under its seeds; null was not tested.</param>
    /// <param name="score">Which score.</param>
    /// <param name="typeCount">Number of tumour types: the classes before `other`.</param>
    public static Interval OverSeeds(Replicates? configuration, Score score, int typeCount) => configuration is null
        ? IntervalText.None
        : ResampledScore.Interval(score, configuration.ByPatient(), typeCount).InPercent();
}

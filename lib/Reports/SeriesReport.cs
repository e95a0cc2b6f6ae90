using MhdNet.Data;
using MhdNet.Reports.Inputs;

namespace MhdNet.Reports;

/// <summary>What a report says, in whatever form it is written; report.json holds it as it is.</summary>
/// <param name="Status">"classified", "undecided", "refused", or "forced".</param>
/// <param name="Verdict">The answer in one sentence.</param>
/// <param name="Notice">Stands across each page and in each object.</param>
/// <param name="Created">When, UTC.</param>
/// <param name="Identity">Whose series it is; null unless it was asked for.</param>
/// <param name="Series">How the series is made.</param>
/// <param name="Used">Which slices were used, and in which window they were seen.</param>
/// <param name="Notes">What its reader left out or found unusual.</param>
/// <param name="InputCheck">What the check found.</param>
/// <param name="Calibrated">Whether probabilities are calibrated.</param>
/// <param name="Types">Probability of each type, given that there is a tumour; none where refused.</param>
/// <param name="Set">The conformal set; null without calibration.</param>
/// <param name="Level">Its nominal coverage.</param>
/// <param name="HighRisk">Probability of high risk; null where the labels have no such groups.</param>
/// <param name="WithoutTumour">Share of the sequences that look as if they held no tumour.</param>
/// <param name="KeySlices">Slices that the answer rests on.</param>
/// <param name="Model">The model card's first lines.</param>
/// <param name="Limits">What the answer does not say.</param>
public sealed record SeriesReport(
    string Status, string Verdict, string Notice, DateTime Created, string? Identity, SeriesGeometry Series, string Used,
    IReadOnlyList<string> Notes, IReadOnlyList<InputFinding> InputCheck, bool Calibrated, IReadOnlyDictionary<string, float> Types,
    IReadOnlyList<string>? Set, double Level, double? HighRisk, double? WithoutTumour, IReadOnlyList<KeySlice> KeySlices,
    ModelSummary Model, IReadOnlyList<string> Limits)
{
    /// <summary>Writes down what was read.</summary>
    /// <param name="reader">The network that read it.</param>
    /// <param name="reading">What it read.</param>
    /// <param name="identity">Whose series it is, where that shall stand in the report.</param>
    public static SeriesReport Create(SeriesReader reader, SeriesReading reading, string? identity = null)
    {
        ArgumentNullException.ThrowIfNull(reader);
        ArgumentNullException.ThrowIfNull(reading);
        var (labels, options) = (reader.Run.Labels, reader.Run.Phase.Setting.Preprocessing);
        var synthetic = reader.Run.Result.Synthetic;
        return new SeriesReport(
            reading.Refused ? "refused" : reading.Forced ? "forced" : reading.Undecided ? "undecided" : "classified",
            Sentence(reading, labels),
            ReportTexts.Notice(synthetic),
            DateTime.UtcNow,
            identity,
            reading.Geometry,
            FormattableString.Invariant($"{reading.Geometry.Used}; window {options.WindowCentre:0} / {options.WindowWidth:0} HU, ")
                + $"{options.Frames} frames of {options.Size} x {options.Size} a sequence"
                + (options.FieldOfViewMillimetres is { } edge ? FormattableString.Invariant($", {edge:0} mm round the mediastinum") : ""),
            reading.Notes,
            reading.Findings,
            reader.Calibration is not null && reading.Types.Count > 0,
            reading.Types.Index().ToDictionary(type => labels.NameOf(type.Index), type => type.Item),
            reading.Set is { } set ? [.. set.Select(labels.NameOf)] : null,
            Calibration.ModelCalibration.Level,
            RiskGroup.High(labels, reading.Types),
            reading.OtherShare,
            Reports.KeySlices.Pick(reader.Network, reading, options),
            ModelSummary.Of(reader.Run, reader.Calibration),
            ReportTexts.Limits(synthetic, reader.Calibration is not null));
    }

    private static string Sentence(SeriesReading reading, LabelSet labels)
    {
        if (reading.Refused)
        {
            return $"REFUSED, not classified: {ReportTexts.Of(reading.Failure!)}";
        }

        var (best, probability) = reading.Types.Index().MaxBy(type => type.Item);
        var answer = $"{labels.NameOf(best)} is the most probable type, {100 * probability:0} %";
        var set = reading.Set switch
        {
            null => "; not calibrated, so no set of types is given",
            { Count: 0 } => "; no type is as probable as its own patients make it: UNDECIDED",
            { } types => $"; the {100 * Calibration.ModelCalibration.Level:0} % set is {{{string.Join(", ", types.Select(labels.NameOf))}}}"
                + (reading.Undecided ? ": UNDECIDED, more than half of all types" : ""),
        };
        return (reading.Forced ? $"FORCED although refused ({ReportTexts.Of(reading.Failure!)}): " : "") + answer + set;
    }
}

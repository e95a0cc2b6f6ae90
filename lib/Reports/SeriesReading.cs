using MhdNet.Data.Ct;
using MhdNet.Reports.Inputs;

namespace MhdNet.Reports;

/// <summary>What was read of a series, and what its network says of it.</summary>
/// <param name="Geometry">Of the series.</param>
/// <param name="Notes">What its reader left out or found unusual.</param>
/// <param name="Findings">What the input check found, the first that failed last; empty of ready frames, which have no Hounsfield
/// units.</param>
/// <param name="Forced">Whether it was classified although the check says not to.</param>
/// <param name="Sequences">The sequences that were classified; none where the series was refused.</param>
/// <param name="BySequence">The network's own probabilities of each, `other` included.</param>
/// <param name="Distance">Distance to the training patients; null without calibration.</param>
/// <param name="Types">Probabilities of the types, given that there is a tumour: calibrated where there is a calibration.</param>
/// <param name="Set">The conformal set; null without calibration.</param>
public sealed record SeriesReading(
    SeriesGeometry Geometry, IReadOnlyList<string> Notes, IReadOnlyList<InputFinding> Findings, bool Forced,
    IReadOnlyList<CtSequence> Sequences, IReadOnlyList<float[]> BySequence, double? Distance, IReadOnlyList<float> Types,
    IReadOnlyList<int>? Set)
{
    /// <summary>Why the series is not to be classified; null where nothing speaks against it.</summary>
    public InputFinding? Failure => Findings.FirstOrDefault(finding => !finding.Passed);

    /// <summary>Whether it was not classified.</summary>
    public bool Refused => Failure is not null && !Forced;

    /// <summary>Whether the conformal set is too large, or empty, to say anything; false without calibration.</summary>
    public bool Undecided => !Refused && Set is not null && !Calibration.ModelCalibration.IsDecided(Set.Count, Types.Count);

    /// <summary>Share of the sequences that look as if they held no tumour; null where the network knows none such.</summary>
    public double? OtherShare => BySequence.Count == 0 || BySequence[0].Length == Types.Count
        ? null : BySequence.Average(one => one[^1] >= one.Max() ? 1.0 : 0);
}

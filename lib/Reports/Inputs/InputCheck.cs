using System.Globalization;
using MhdNet.Data;
using MhdNet.Data.Ct;

namespace MhdNet.Reports.Inputs;

/// <summary>
/// Whether a series is what the network knows: the chest of an upright patient in Hounsfield units, head first. Rules alone, no model, and
/// the same for every network. Bounds are wide: on the chests that were looked at nothing came near one (`mhdnet bench refusals`).
/// </summary>
public static class InputCheck
{
    private const double ShortestLength = 90, LeastDeviation = 0.01, LeastAir = 0.02, LeastTissue = 0.02, MostNowhere = 0.03;
    private const double MostCut = 0.6, LeastLungShare = 0.5, LargestHead = 240, LeastSpine = 60, LeastFat = 0.03;
    private const double LeastBehind = 0.4, LeastBelow = -0.12;

    /// <summary>Looks at a series.</summary>
    /// <param name="volume">The series.</param>
    /// <param name="options">How sequences are cut from it.</param>
    /// <returns>What was looked at, up to the first that failed.</returns>
    public static IReadOnlyList<InputFinding> Of(CtVolume volume, PreprocessingOptions options)
    {
        ArgumentNullException.ThrowIfNull(volume);
        ArgumentNullException.ThrowIfNull(options);
        var findings = new List<InputFinding>();
        foreach (var finding in Each(volume, options))
        {
            findings.Add(finding);
            if (!finding.Passed)
            {
                break;
            }
        }

        return findings;
    }

    private static IEnumerable<InputFinding> Each(CtVolume volume, PreprocessingOptions options)
    {
        var sequences = SliceRange.Trim(volume.Slices, options.DiscardFirst, options.DiscardLast).Cut(options.Frames).Count;
        var length = volume.Slices * volume.SliceSpacing;
        yield return Finding(RefusalReason.TooShort, sequences > 0 && length >= ShortestLength, FormattableString.Invariant(
            $"{volume.Slices} slices over {length:0} mm give {sequences} sequence{(sequences == 1 ? "" : "s")} of {options.Frames} frames")
            + (sequences > 0 && length >= ShortestLength ? ""
                : $": give a series of the whole chest (of a series the first {Percent(options.DiscardFirst)} and the last "
                    + $"{Percent(options.DiscardLast)} are left out)"));
        var anatomy = SeriesAnatomy.Of(volume, options);
        var values = anatomy.Values;
        yield return Finding(RefusalReason.Constant, values.Deviation >= LeastDeviation, FormattableString.Invariant(
            $"values spread by {values.Deviation:0} HU"));
        foreach (var finding in Values(values).Concat(Place(anatomy)))
        {
            yield return finding;
        }
    }

    private static IEnumerable<InputFinding> Values(ValueSpread values)
    {
        var range = FormattableString.Invariant($"values from {values.Lowest:0} to {values.Highest:0}");
        if (values.Air >= LeastAir)
        {
            var inUnits = values.Tissue >= LeastTissue && values.Nowhere <= MostNowhere;
            yield return Finding(RefusalReason.NotHounsfield, inUnits, inUnits
                ? $"{range}: {Percent(values.Air)} air or lung, {Percent(values.Tissue)} soft tissue"
                : $"{range}: {Percent(values.Tissue)} are soft tissue and {Percent(values.Nowhere)} nothing that a CT shows: "
                    + "no Hounsfield units");
            yield break;
        }

        // no air: stored values begin at 0 with air and have tissue near 1024; a windowed picture ends at 255; else it is as an MR is
        var mr = values is { Lowest: >= -50, Highest: > 300 } && values.ShiftedTissue < 0.25;
        var what = mr ? ", as in an MR: no CT"
            : values.ShiftedTissue >= 0.25 ? ", but tissue near 1024: stored values without their intercept, no Hounsfield units"
            : ": no Hounsfield units";
        yield return Finding(mr ? RefusalReason.Mr : RefusalReason.NotHounsfield, false, $"{range}: no air below -500{what}");
    }

    private static IEnumerable<InputFinding> Place(SeriesAnatomy anatomy)
    {
        var (width, cut) = (anatomy.Median(slice => slice.Width), anatomy.Median(slice => slice.CutShare));
        var cropped = cut > MostCut || anatomy.Median(slice => slice.AirShare) > 0.5 && anatomy.LungShare < LeastLungShare && cut > 0.15;
        yield return Finding(RefusalReason.Crop, !cropped, $"the body reaches {Percent(cut)} of the picture's border"
            + (cropped ? ": a part cut out of a chest" : ""));
        if (anatomy.LungShare < LeastLungShare)
        {
            var found = $"lungs in {Percent(anatomy.LungShare)} of the slices used";
            var body = anatomy.Spine >= LeastSpine && anatomy.Median(slice => slice.FatShare) >= LeastFat;
            var head = width < LargestHead && anatomy.Median(slice => slice.BoneShare) > 0.06;
            yield return head
                ? Finding(RefusalReason.Head, false, $"{found}, bone round {width:0} mm: a head, no chest")
                : body ? Finding(RefusalReason.Abdomen, false, $"{found}, fat and a spine in a body of {width:0} mm: an abdomen, no chest")
                : Finding(RefusalReason.Object, false, $"{found}, and no spine in fat: an object, no chest");
        }

        yield return Finding(RefusalReason.Abdomen, true, $"lungs in {Percent(anatomy.LungShare)} of the slices used, "
            + FormattableString.Invariant($"in a body of {width:0} mm"));
        var upright = anatomy.SpineBehind >= LeastBehind && anatomy.HeartBelowWindpipe >= LeastBelow;
        yield return Finding(RefusalReason.UpsideDown, upright,
            $"{Percent(anatomy.SpineBehind)} of the bone in the middle lies behind, the heart {Percent(anatomy.HeartBelowWindpipe)} of the "
            + "lungs' length below the windpipe" + (anatomy.SpineBehind < LeastBehind ? ": rows run the wrong way"
                : upright ? "" : ": slices run the wrong way"));
    }

    private static InputFinding Finding(RefusalReason reason, bool passed, string found) => new(reason, passed, found);

    private static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{100 * share:0} %");
}

namespace MhdNet.Reports.Inputs;

/// <summary>How the values of a series are distributed, of averaged pixels.</summary>
/// <param name="Lowest">Smallest value.</param>
/// <param name="Highest">Largest value.</param>
/// <param name="Deviation">Standard deviation.</param>
/// <param name="Air">Share from -1100 to -500 HU: air, and lung.</param>
/// <param name="Tissue">Share from -200 to 300 HU: fat, muscle, organs, vessels.</param>
/// <param name="Nowhere">Share that no tissue has, without values of padding: from -1900 to -1150, and above 4000.</param>
/// <param name="ShiftedTissue">Share from 824 to 1324: tissue, if 1024 had been added.</param>
internal sealed record ValueSpread(
    float Lowest, float Highest, double Deviation, double Air, double Tissue, double Nowhere, double ShiftedTissue)
{
    /// <summary>Looks at slices.</summary>
    public static ValueSpread Of(IReadOnlyList<CoarseSlice> slices)
    {
        var values = slices.SelectMany(slice => slice.Hounsfield).ToArray();
        var mean = values.Average();
        double Share(float from, float to) => values.Count(value => value >= from && value < to) / (double)values.Length;
        return new ValueSpread(
            values.Min(), values.Max(), Math.Sqrt(values.Average(value => (value - mean) * (double)(value - mean))), Share(-1100, -500),
            Share(-200, 300), Share(-1900, -1150) + Share(4000, float.MaxValue), Share(824, 1324));
    }
}

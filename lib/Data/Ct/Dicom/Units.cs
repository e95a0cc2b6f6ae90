using MhdNet.Runtime;

namespace MhdNet.Data.Ct.Dicom;

/// <summary>What the values of a series are: Hounsfield units, as its files say or as the user states, or nothing that is read.</summary>
internal static class Units
{
    // what an unsigned value can hold of HU lies above this: scanners add it
    private const short OffsetOfUnsigned = -1024;

    private static readonly string[] Unspecified = ["US"]; // of PS3.3, C.11.1.1.2: it says nothing

    /// <summary>Refuses what is not HU; takes the user's word where the files say nothing.</summary>
    /// <param name="folder">The series.</param>
    /// <param name="slices">Its slices; those of which nothing is said are shifted, where they cannot hold HU as they are.</param>
    /// <param name="assumeHounsfield">The user's word.</param>
    /// <returns>What was assumed, a line each.</returns>
    /// <exception cref="InputException">They are something else, or nothing says what they are.</exception>
    public static IReadOnlyList<string> Settle(string folder, List<SliceHeader> slices, bool assumeHounsfield)
    {
        var notes = new List<string>();
        if (slices.Find(slice => Named(slice) is { } unit && unit != PixelFormat.Hounsfield) is { } other)
        {
            throw new NotCtException($"{folder}: its values are {Named(other)} (RescaleType, such as in {other.Name}), "
                + "not Hounsfield units: give the CT itself, not a map made from it");
        }

        var unsaid = slices.FindAll(slice => Named(slice) is null);
        if (unsaid.Count > 0 && !assumeHounsfield)
        {
            throw new NotCtException($"{folder}: nothing says that its values are Hounsfield units (no RescaleIntercept"
                + $"{(unsaid[0].Pixels.Unit is null ? "" : ", or a RescaleType that is unspecified")}, such as in {unsaid[0].Name}): "
                + "if they are, state it with --assume-hu, or with HU in the column units of ct.csv");
        }

        if (unsaid.Count > 0)
        {
            var shifted = unsaid.Exists(IsShifted);
            notes.Add("values taken as Hounsfield units as stated by the user"
                + (shifted ? $", {-OffsetOfUnsigned} subtracted: the files say nothing of them, and unsigned numbers hold no air"
                    : ": the files say nothing of them"));
            for (var i = 0; i < slices.Count; i++)
            {
                slices[i] = Named(slices[i]) is null && IsShifted(slices[i]) ? slices[i] with { Offset = OffsetOfUnsigned } : slices[i];
            }
        }

        if (slices.Exists(slice => slice.Pixels.Padding is not null))
        {
            notes.Add("padding outside the field of the scan (PixelPaddingValue) is taken as air");
        }

        return notes;
    }

    private static string? Named(SliceHeader slice) => Unspecified.Contains(slice.Pixels.Unit) ? null : slice.Pixels.Unit?.Trim() switch
    {
        "HU_MOD" => PixelFormat.Hounsfield, // of a virtual energy, say
        var unit => unit,
    };

    private static bool IsShifted(SliceHeader slice) => slice.Pixels is { Signed: false, Unit: null };
}

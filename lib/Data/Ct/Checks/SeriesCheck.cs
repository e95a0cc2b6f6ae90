using MhdNet.Runtime;

namespace MhdNet.Data.Ct.Checks;

/// <summary>Looks at some slices of a series that its reader has put together, and refuses what is no CT of a chest.</summary>
internal static class SeriesCheck
{
    private const int Looked = 8;

    /// <summary>Refuses a series whose values are not Hounsfield units, or whose slices are not one stack.</summary>
    /// <returns>The series.</returns>
    /// <exception cref="InputException">It is none, or a slice looked at is damaged.</exception>
    public static CtVolume Refuse(CtVolume volume)
    {
        // spread over the series, its ends left out, where there may be little but air
        var slices = Enumerable.Range(0, Looked).Select(i => (int)((i + 1L) * volume.Slices / (Looked + 1))).Distinct().ToList();
        if (HounsfieldCheck.Problem(volume, slices) is { } problem)
        {
            throw new NotCtException($"{volume.Source}: {problem}: give the CT as it was reconstructed");
        }

        return StackCheck.Alternates(volume, slices)
            ? throw new InputException($"{volume.Source}: its slices alternate between two acquisitions (each resembles the next but one "
                + "more than the next): give one of them")
            : volume;
    }
}

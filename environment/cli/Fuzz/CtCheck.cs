
using MhdNet.Data;
using MhdNet.Data.Ct;

namespace MhdNet.Cli.Fuzz;

/// <summary>What must hold for every CT volume, whatever file it comes from.</summary>
internal static class CtCheck
{
    private static readonly PreprocessingOptions _options =
        new() { Frames = 1, Size = 8, DiscardFirst = 0, DiscardLast = 0, FieldOfViewMillimetres = 100 };

    /// <summary>Reads every slice and makes sequences of them.</summary>
    /// <exception cref="InvalidDataException">Sizes, spacings or notes that make no sense.</exception>
    public static void Volume(CtVolume volume)
    {
        (string Name, double Spacing)[] spacings =
            [("rows", volume.RowSpacing), ("columns", volume.ColumnSpacing), ("slices", volume.SliceSpacing)];
        foreach (var (name, spacing) in spacings)
        {
            if (!double.IsFinite(spacing) || spacing <= 0)
            {
                throw new InvalidDataException($"wrong result: {spacing} mm between {name}");
            }
        }

        if (volume.Notes.FirstOrDefault(note => note.Any(char.IsControl)) is { } note)
        {
            throw new InvalidDataException($"wrong result: a note of several lines: {note.ReplaceLineEndings(" ")}");
        }

        for (var slice = 0; slice < volume.Slices; slice++)
        {
            if (volume.Slice(slice).Length != volume.Rows * volume.Columns)
            {
                throw new InvalidDataException($"wrong result: slice {slice} does not have {volume.Rows} x {volume.Columns} voxels");
            }
        }

        if (CtSequences.Of(volume, _options).Count != volume.Slices)
        {
            throw new InvalidDataException($"wrong result: not one sequence of one frame for each of {volume.Slices} slices");
        }
    }
}

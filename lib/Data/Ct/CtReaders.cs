using System.Collections.Immutable;
using MhdNet.Data.Frames;
using MhdNet.Runtime;

namespace MhdNet.Data.Ct;

/// <summary>
/// The readers of CT series. The first that takes a path reads it: the user's own, the latest first, then DICOM and NIfTI.
/// </summary>
public static class CtReaders
{
    private static readonly ImmutableArray<ICtReader> _builtIn = [new Dicom.DicomReader(), new Nifti.NiftiReader()];
    private static ImmutableArray<ICtReader> _own = [];

    /// <summary>All readers, in the order in which they are asked.</summary>
    public static IReadOnlyList<ICtReader> All => [.. _own, .. _builtIn];

    /// <summary>Has a reader of one's own asked before all others, for ready frames too. Safe for several threads.</summary>
    public static void Add(ICtReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        ImmutableInterlocked.Update(ref _own, own => own.Insert(0, reader));
    }

    /// <summary>Takes a reader away that was added.</summary>
    public static void Remove(ICtReader reader) => ImmutableInterlocked.Update(ref _own, own => own.Remove(reader));

    /// <summary>Reads a series with the first reader that takes it.</summary>
    /// <param name="path">A file or folder.</param>
    /// <param name="assumeHounsfield">Whether values of which its files say nothing count as HU
    /// (<see cref="PreprocessingOptions.AssumeHounsfield"/>).</param>
    /// <exception cref="InputException">Nothing there, no reader takes it, or its reader refuses it.</exception>
    public static CtVolume Read(string path, bool assumeHounsfield = false)
    {
        if (!Path.Exists(path))
        {
            throw new InputException($"{path}: no such file or folder: give a CT series");
        }

        return Find(path) is { } reader
            ? reader.Read(path, assumeHounsfield) : throw new InputException(Unknown(path));
    }

    /// <summary>The first reader that takes a path; null where none does, or nothing is there.</summary>
    internal static ICtReader? Find(string path) => Path.Exists(path) ? All.FirstOrDefault(reader => reader.CanRead(path)) : null;

    /// <summary>Whether a path is a folder of ready frames: it holds pictures, and no reader takes it.</summary>
    internal static bool IsReadyFrames(string path) => FrameFolder.Is(path) && Find(path) is null;

    /// <summary>
    /// What stands in the results of a reader of one's own, beside what it read; empty for those of the project, whose versions count.
    /// </summary>
    internal static string StampOf(string path) => Find(path) is { } reader && !_builtIn.Contains(reader)
        ? $" {reader.GetType().Name}" : "";

    private static string Unknown(string path) =>
        FrameFolder.Is(path) ? $"{path}: ready frames, not a CT series: name them in a cohort (`mhdnet cohort import-frames`)"
        : Directory.Exists(path) && !Directory.EnumerateFiles(path).Any() ? $"{path}: an empty folder: "
            + "give the folder that holds the slices themselves"
        : $"{path}: no CT series of a known format: give a folder of DICOM slices, or a .nii or .nii.gz file";
}


using MhdNet.Data.Frames;
using MhdNet.Runtime;

namespace MhdNet.Data.Ct;

/// <summary>The readers of CT series, tried in order.</summary>
public static class CtReaders
{
    /// <summary>All readers. Add one of your own to have <see cref="Read"/> use it.</summary>
    public static IList<ICtReader> All { get; } = [new Dicom.DicomReader(), new Nifti.NiftiReader()];

    /// <summary>Reads a series with the first reader that takes it.</summary>
    /// <exception cref="InputException">Nothing there, no reader takes it, or its reader refuses it.</exception>
    public static CtVolume Read(string path)
    {
        if (!File.Exists(path) && !Directory.Exists(path))
        {
            throw new InputException($"{path}: no such file or folder: give a CT series");
        }

        if (FrameFolder.Is(path))
        {
            throw new InputException($"{path}: ready frames, not a CT series: name them in a cohort (`mhdnet cohort import-frames`)");
        }

        var reader = All.FirstOrDefault(candidate => candidate.CanRead(path))
            ?? throw new InputException($"{path}: no CT series of a known format: give a folder of DICOM slices, or a .nii or .nii.gz file");
        return reader.Read(path);
    }
}

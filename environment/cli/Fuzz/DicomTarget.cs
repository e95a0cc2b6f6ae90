
using MhdNet.Data.Ct.Dicom;

namespace MhdNet.Cli.Fuzz;

/// <summary>The DICOM reader: reads each input alone in a folder and, if that succeeds, between two slices of its series.</summary>
internal sealed class DicomTarget : Target
{
    private readonly DicomReader _reader = new();

    public override string Name => "dicom";

    protected override IReadOnlyList<Seed> Make() => DicomSeeds.All();

    public override void Prepare(string folder)
    {
        Directory.CreateDirectory(Path.Combine(folder, "among"));
        File.WriteAllBytes(Path.Combine(folder, "among", "above.dcm"), DicomSeeds.At(10));
        File.WriteAllBytes(Path.Combine(folder, "among", "below.dcm"), DicomSeeds.At(0));
    }

    public override void Read(string path)
    {
        var folder = Path.GetDirectoryName(path)!;
        var volume = _reader.Read(folder);
        var most = EnhancedSeeds.Frames;
        Check(volume.Slices >= 1 && volume.Slices <= most, $"{volume.Slices} slices of one file");
        CtCheck.Volume(volume);
        var among = Path.Combine(folder, "among");
        var moved = Path.Combine(among, Path.GetFileName(path));
        File.Move(path, moved, overwrite: true);
        try
        {
            volume = _reader.Read(among);
            Check(volume.Slices >= 2 && volume.Slices <= 2 + most, $"{volume.Slices} slices of three files");
            CtCheck.Volume(volume);
        }
        finally
        {
            File.Delete(moved);
        }
    }
}

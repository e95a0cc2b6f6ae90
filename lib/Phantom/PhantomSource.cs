
using MhdNet.Data;
using MhdNet.Data.Cohorts;
using MhdNet.Data.Ct;
using MhdNet.Data.Slides;
using MhdNet.Runtime;

namespace MhdNet.Phantom;

/// <summary>A series or slide that a synthetic cohort does not keep: what it is, and how it is drawn when it is needed.</summary>
/// <param name="Options">The cohort's.</param>
/// <param name="Record">The patient's.</param>
/// <param name="Name">Name of the series or slide in the patient's folder.</param>
internal sealed record PhantomSource(PhantomOptions Options, PhantomRecord Record, string Name) : IDrawnSource
{
    /// <inheritdoc/>
    public string Stamp => $"{Record.Fingerprint} {Record.Patient.Id} {Name}";

    /// <summary>The source of a path that is not there.</summary>
    /// <param name="options">The cohort's.</param>
    /// <param name="path">Full path of a series or slide.</param>
    /// <exception cref="InputException">The patient's record is gone or of another version.</exception>
    public static PhantomSource? Of(PhantomOptions options, string path)
    {
        if (Path.Exists(path))
        {
            return null;
        }

        var (folder, name) = (Path.GetDirectoryName(path)!, Path.GetFileName(path));
        return PhantomRecord.Read(folder, options.PatientFingerprint) is { } record && record.Patient.Slices <= options.Preset.CtSlices
            && (name == PhantomRecord.CtFolder || record.Slides.Contains(name))
            ? new PhantomSource(options, record, name)
            : throw new InputException($"{path}: not kept, and {Path.Combine(folder, PhantomRecord.FileName)}, from which it is drawn, "
                + "is missing or of another version: run `mhdnet cohort phantom` again on this folder");
    }

    /// <summary>Size of its files, about: voxels of two bytes, or a JPEG of three bits a pixel.</summary>
    public long Bytes => Name == PhantomRecord.CtFolder
        ? 2L * Record.Patient.Slices * Options.Preset.CtSize * Options.Preset.CtSize
        : 3L * Options.Preset.SlideSize * Options.Preset.SlideSize / 8;

    /// <inheritdoc/>
    public RawFiles Draw() => RawFiles.Drawn(Name, path =>
    {
        if (Name == PhantomRecord.CtFolder)
        {
            PhantomImages.WriteCt(path, PhantomImages.Ct(Options, Record.Patient, Record.Parameters), Options,
                Record.Patient, Record.Person);
        }
        else
        {
            PhantomImages.WriteSlide(path, Options, Record.Patient, Record.Parameters, Number);
        }
    });

    /// <inheritdoc/>
    public CtVolume DrawSeries()
    {
        var (size, scan) = (Options.Preset.CtSize, PhantomImages.Scan(Options, Record.Patient, Record.Parameters));
        short[] Slice(int index)
        {
            var voxels = new short[size * size];
            scan.Draw(index, voxels);
            return voxels;
        }

        var (pixel, slice) = (DicomWriter.Written(scan.PixelSpacing), DicomWriter.Written(scan.SliceSpacing));
        return new CtVolume(Record.Patient.Slices, size, size, Slice, pixel, pixel, slice, Stamp)
        {
            Remarks = new CtRemarks(slice, Record.Person.Sex.ToString(), Record.Person.Age),
        };
    }

    /// <inheritdoc/>
    public IWholeSlide DrawSlide() =>
        new DrawnSlide(PhantomImages.Slide(Options, Record.Patient, Record.Parameters, Number), isPyramid: !Record.Patient.PlainTiff);

    /// <inheritdoc/>
    public SeriesFacts Facts(CtEntry entry)
    {
        var (pixel, slice) = PhantomScan.Spacing(Options.Seed, Record.Patient.Key, Options.Preset.CtSize, Record.Patient.Slices);
        return new(
            entry, false, Record.Patient.Slices, Options.Preset.CtSize, Options.Preset.CtSize, DicomWriter.Written(pixel),
            DicomWriter.Written(slice), DicomWriter.Written(slice),
            Record.Person.Sex.ToString(), Record.Person.Age, []);
    }

    /// <inheritdoc/>
    public SlideFacts Facts(SlideEntry entry) => new(entry, null, Options.Preset.SlideSize, Options.Preset.SlideSize,
        PhantomTissue.MicronsPerPixel);

    /// <inheritdoc/>
    public int Expected(PreprocessingOptions options)
    {
        if (Name == PhantomRecord.CtFolder)
        {
            return SliceRange.Trim(Record.Patient.Slices, options.DiscardFirst, options.DiscardLast).Cut(options.Frames).Count;
        }

        var side =
            (int)(Options.Preset.SlideSize * PhantomTissue.MicronsPerPixel / (options.PatchSize * (options.MicronsPerPixel
                ?? PhantomTissue.MicronsPerPixel)));
        return side * side / options.Frames;
    }

    private int Number => Record.Slides.ToList().IndexOf(Name);
}

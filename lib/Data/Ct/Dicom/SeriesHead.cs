using System.Globalization;
using System.Text.RegularExpressions;

namespace MhdNet.Data.Ct.Dicom;

/// <summary>What one file says of its series and its patient; texts are empty where it does not.</summary>
/// <param name="PatientId">Patient id.</param>
/// <param name="Sex">M, F or O.</param>
/// <param name="Age">Years.</param>
/// <param name="Modality">Modality.</param>
/// <param name="ImageType">Image type, values separated by backslashes.</param>
/// <param name="Description">Series description.</param>
/// <param name="Kernel">Convolution kernel.</param>
/// <param name="Series">Series instance UID.</param>
/// <param name="StudyDate">Study date, yyyymmdd.</param>
/// <param name="Thickness">Slice thickness in mm.</param>
internal sealed partial record SeriesHead(
    string PatientId, string Sex, double? Age, string Modality, string ImageType, string Description, string Kernel, string Series,
    string StudyDate, double? Thickness)
{
    /// <summary>Manufacturer of files that MhdNet's phantom drew.</summary>
    public const string SyntheticManufacturer = "MhdNet SYNTHETIC PHANTOM";

    /// <summary>Whether the file says that it was drawn, not scanned.</summary>
    public bool IsSynthetic { get; private init; }

    /// <summary>What its values are, as RescaleType says; empty where it does not.</summary>
    public string Unit { get; private init; } = "";

    /// <summary>Its frames; 1 of a file of one slice.</summary>
    public int Frames { get; private init; } = 1;

    /// <summary>Reads the head of a file.</summary>
    /// <exception cref="Runtime.InputException">No DICOM file, or one that is not read.</exception>
    public static SeriesHead Read(string file) => From(DicomParser.Read(file, pixels: false));

    /// <summary>Takes the head from a file that was read.</summary>
    public static SeriesHead From(DicomDataset file)
    {
        var images = file.Images().ToList();
        var dataset = images[0];
        string Text(uint tag) => new([.. (dataset.Text(tag) ?? "").Where(letter => letter is >= ' ' and <= '~')]);
        return new SeriesHead(
            Text(DicomTag.PatientId), Text(DicomTag.PatientSex), Years(Text(DicomTag.PatientAge)), Text(DicomTag.Modality),
            Text(DicomTag.ImageType),
            Text(DicomTag.SeriesDescription), Text(DicomTag.ConvolutionKernel), Text(DicomTag.SeriesInstanceUid), Text(DicomTag.StudyDate),
            dataset.Remark(DicomTag.SliceThickness))
        {
            IsSynthetic = Text(DicomTag.Manufacturer) == SyntheticManufacturer,
            Unit = Text(DicomTag.RescaleType),
            Frames = images.Count,
        };
    }

    // VR AS (PS3.5, 6.2): 048Y, 010M, 003W, 012D
    private static double? Years(string age) => AgeString().Match(age) is { Success: true } match
        ? int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture) / (match.Groups[2].Value switch
        {
            "Y" => 1.0,
            "M" =>
            12,
            "W" => 52.18,
            _ => 365.25
        })
        : null;

    [GeneratedRegex("^([0-9]{3})([YMWD])$")]
    private static partial Regex AgeString();
}

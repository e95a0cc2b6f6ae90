using System.Globalization;
using System.Text.Json;
using MhdNet.Data;

namespace MhdNet.Phantom;

/// <summary>What is kept of a finished patient beside its images: the true parameters and what was drawn from them.</summary>
/// <param name="Fingerprint">Of the options its images were made with.</param>
/// <param name="Patient">The plan.</param>
/// <param name="Person">Sex and age.</param>
/// <param name="Parameters">The truth.</param>
/// <param name="TumourFirst">First slice with tumour.</param>
/// <param name="TumourLast">Last slice with tumour.</param>
/// <param name="Contrast">Whether contrast medium was given.</param>
/// <param name="NoiseSigma">SD of the CT's noise, HU.</param>
/// <param name="Slides">Paths of the slides within the patient's folder.</param>
public sealed record PhantomRecord(
    string Fingerprint, PhantomPatient Patient, PhantomPerson Person, PhantomParameters Parameters, int TumourFirst,
    int TumourLast, bool Contrast,
    double NoiseSigma, IReadOnlyList<string> Slides)
{
    /// <summary>Name of the record in a patient's folder.</summary>
    public const string FileName = "patient.json";

    /// <summary>Folder of the CT series in a patient's folder.</summary>
    public const string CtFolder = "ct";

    internal static IReadOnlyList<string> Columns { get; } =
    [
        "patient_id", "label", "split", "sex", "age", "grade_shift", "ct_diameter_cm", "ct_elongation", "ct_lobulation", "ct_roughness",
        "ct_hounsfield", "ct_heterogeneity", "ct_necrosis", "ct_calcification", "ct_calcified", "ct_invasion", "ct_contrast", "ct_noise",
        "wsi_lymphocytes", "wsi_radius_um", "wsi_eccentricity", "wsi_atypia", "wsi_stroma", "wsi_eosin", "wsi_mixture", "ct_layout",
        "ct_slices", "slides",
    ];

    internal IReadOnlyList<string> Fields
    {
        get
        {
            static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);
            var (ct, tissue) = (Parameters.Ct, Parameters.Tissue);
            return
            [
                Patient.Id, LabelSet.Thymic.NameOf(Patient.Type), Patient.Split, Person.Sex.ToString(), Number(Person.Age),
                Number(Parameters.GradeShift),
                Number(ct.Diameter), Number(ct.Elongation), Number(ct.Lobulation), Number(ct.Roughness), Number(ct.Hounsfield),
                Number(ct.Heterogeneity),
                Number(ct.Necrosis), Number(ct.Calcification), Parameters.HasCalcification ? "1" : "0", Number(ct.Invasion),
                Contrast ? "1" : "0",
                Number(NoiseSigma), Number(tissue.Lymphocytes), Number(tissue.Radius), Number(tissue.Eccentricity), Number(tissue.Atypia),
                Number(tissue.Stroma), Number(tissue.Eosin), Number(tissue.Mixture), Patient.Layout.ToString(), Number(Patient.Slices),
                Number(Slides.Count),
            ];
        }
    }

    /// <summary>Reads the record of a finished patient; none when the folder is missing or was made otherwise.</summary>
    internal static PhantomRecord? Read(string folder, string fingerprint, PhantomPatient patient) =>
        Read(folder, fingerprint) is { } record && record.Patient == patient ? record : null;

    /// <summary>Reads the record of a finished patient, whoever it is; none when the folder is missing or was made otherwise.</summary>
    internal static PhantomRecord? Read(string folder, string fingerprint)
    {
        var path = Path.Combine(folder, FileName);
        if (!File.Exists(path))
        {
            return null;
        }

        try
        {
            var record = JsonSerializer.Deserialize<PhantomRecord>(File.ReadAllText(path));
            return record is not null && record.Fingerprint == fingerprint ? record : null;
        }
        catch (JsonException)
        {
            // written by another version: the patient is made again
            return null;
        }
    }

    /// <summary>Whether the series and all slides are in the patient's folder.</summary>
    internal bool HasRawFiles(string folder) => Slides.Append(CtFolder).All(name => Path.Exists(Path.Combine(folder, name)));

    internal void Write(string folder) => File.WriteAllText(Path.Combine(folder, FileName), JsonSerializer.Serialize(this));
}

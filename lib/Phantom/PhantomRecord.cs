using System.Globalization;
using System.Text.Json;

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
    string Fingerprint, PhantomPatient Patient, PhantomPerson Person, PhantomTruth Parameters, int TumourFirst,
    int TumourLast, bool Contrast,
    double NoiseSigma, IReadOnlyList<string> Slides)
{
    /// <summary>Name of the record in a patient's folder.</summary>
    public const string FileName = "patient.json";

    /// <summary>Folder of the CT series in a patient's folder.</summary>
    public const string CtFolder = "ct";

    /// <summary>Columns of phantom.csv.</summary>
    internal static IReadOnlyList<string> Columns(PhantomDisease disease) =>
    [
        "patient_id", "label", "split", "sex", "age", .. disease.CtColumns, "ct_contrast", "ct_noise", .. disease.TissueColumns,
        "ct_layout", "ct_slices", "slides", .. disease.MarksTumour ? Array.Empty<string>() : ["ct_tumor_first", "ct_tumor_last"],
    ];

    /// <summary>The patient's row of phantom.csv.</summary>
    internal IReadOnlyList<string> Fields
    {
        get
        {
            static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);
            var disease = Parameters.Disease;
            return
            [
                Patient.Id, disease.Labels.NameOf(Patient.Type), Patient.Split, Person.Sex.ToString(), Number(Person.Age),
                .. Parameters.CtFields.Select(Number), Contrast ? "1" : "0", Number(NoiseSigma), .. Parameters.TissueValues.Select(Number),
                Patient.Layout.ToString(), Number(Patient.Slices), Number(Slides.Count),
                .. disease.MarksTumour ? Array.Empty<string>() : [Number(TumourFirst), Number(TumourLast)],
            ];
        }
    }

    /// <summary>Reads the record of a finished patient; none when the folder is missing or was made otherwise.</summary>
    internal static PhantomRecord? Read(string folder, string fingerprint, PhantomPatient patient) =>
        Read(folder, fingerprint) is { } record && record.Patient == patient ? record : null;

    /// <summary>Reads the record of a finished patient, whoever it is; none when the folder is missing or was made otherwise.</summary>
    internal static PhantomRecord? Read(string folder, string fingerprint) =>
        Read(folder) is { } record && record.Fingerprint == fingerprint ? record : null;

    /// <summary>Reads the record of a finished patient, whoever it is and whatever it was made with; none when it is not there.</summary>
    internal static PhantomRecord? Read(string folder)
    {
        var path = Path.Combine(folder, FileName);
        if (!File.Exists(path))
        {
            return null;
        }

        try
        {
            return JsonSerializer.Deserialize<PhantomRecord>(File.ReadAllText(path));
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

using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;

namespace MhdNet.Phantom;

/// <summary>What makes a synthetic cohort: every byte of it follows from these.</summary>
public sealed record PhantomOptions
{
    /// <summary>Raised whenever the same options give other images.</summary>
    internal const int GeneratorVersion = 2;

    /// <summary>Seed of everything.</summary>
    public int Seed { get; init; }

    /// <summary>Numbers and sizes.</summary>
    public PhantomPreset Preset { get; init; } = PhantomPreset.Mini;

    /// <summary>
    /// Further test patients, balanced over the types; of CT alone (a CT-only student needs no slide to be tested) but for the first few.
    /// </summary>
    public int ExtraTest { get; init; }

    /// <summary>
    /// How many of the extra patients, the first, have slides like everyone else: a teacher needs them to be tested. No CT depends on it.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int ExtraWithPathology { get; init; }

    /// <summary>
    /// How many of the preset's patients are marked as test, the same share of each type, and all others for training; null leaves the
    /// split to be drawn by seed. No image depends on it.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Test { get; init; }

    /// <summary>
    /// Whether the cohort says which slices show a tumour, of a disease, too, whose published cohort does not. No image depends on it.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Marked { get; init; }

    /// <summary>Whether the raw files of all patients are kept, whatever the preset says; no image depends on it.</summary>
    public bool RawAll { get; init; }

    /// <summary>How hard the task is; fixed before any network was trained.</summary>
    public PhantomKnobs Knobs { get; init; } = PhantomKnobs.Fixed;

    /// <summary>Of how many patients the raw files are kept.</summary>
    internal int RawPatients => RawAll ? int.MaxValue : Preset.RawPatients;

    /// <summary>Whether the raw files of all patients are kept.</summary>
    internal bool KeepsAll => RawPatients >= Preset.Patients + ExtraTest;

    /// <summary>Hash of all options that an image depends on.</summary>
    public string Fingerprint =>
        Hash($"{PatientFingerprint}|extra {ExtraTest}{(ExtraWithPathology == 0 ? "" : $", {ExtraWithPathology} with pathology")}"
            + (Test is null ? "" : $"|test {Test}") + (Marked && !Preset.Disease.MarksTumour ? "|marked" : ""));

    /// <summary>Whether the cohort says which slices show a tumour.</summary>
    internal bool MarksTumour => Marked || Preset.Disease.MarksTumour;

    /// <summary>The extra patients in words.</summary>
    internal string Extra =>
        $"{ExtraTest} extra test patients{(ExtraWithPathology == 0 ? "" : $", {ExtraWithPathology} of them with pathology")}";

    /// <summary>Hash of the options that one patient's images depend on.</summary>
    internal string PatientFingerprint => Hash(string.Create(
        CultureInfo.InvariantCulture, $"phantom {GeneratorVersion}|seed {Seed}|{Preset.Description}|{Knobs}"));

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..16];
}

/// <summary>
/// The strength of what separates and what blurs the types. The values were fixed before any network was trained and are
/// never tuned until a method wins.
/// </summary>
/// <param name="GradeShift">SD of how much worse or better than its type a patient looks, shared by both modalities; in SDs of the
/// jitter.</param>
/// <param name="RadiologyNoise">Factor on the patient jitter of the CT parameters.</param>
/// <param name="PathologyNoise">Factor on the patient jitter of the H&amp;E parameters.</param>
/// <param name="CtNoise">Factor on the scanner's noise, which is 9 to 13 HU.</param>
public sealed record PhantomKnobs(double GradeShift, double RadiologyNoise, double PathologyNoise, double CtNoise)
{
    /// <summary>The values every result in this project is made with.</summary>
    public static PhantomKnobs Fixed { get; } = new(GradeShift: 0.5, RadiologyNoise: 0.6, PathologyNoise: 1.5, CtNoise: 1);
}

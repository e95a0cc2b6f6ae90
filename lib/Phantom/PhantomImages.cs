using MhdNet.Data;

namespace MhdNet.Phantom;

/// <summary>Draws the images of one synthetic patient, into files or not.</summary>
internal static class PhantomImages
{
    /// <summary>The patient's CT.</summary>
    public static PhantomCt Ct(PhantomOptions options, PhantomPatient patient, PhantomTruth truth) =>
        PhantomThorax.Render(options.Seed, patient.Key, truth, options.Preset.CtSize, patient.Slices, options.Knobs.CtNoise);

    /// <summary>The patient's CT, slice by slice.</summary>
    public static PhantomScan Scan(PhantomOptions options, PhantomPatient patient, PhantomTruth truth) =>
        new(options.Seed, patient.Key, truth, options.Preset.CtSize, patient.Slices, options.Knobs.CtNoise);

    /// <summary>Writes a CT as a series.</summary>
    public static void WriteCt(string folder, PhantomCt ct, PhantomOptions options, PhantomPatient patient, PhantomPerson person) =>
        DicomWriter.Write(folder, ct, person, options.Seed, patient.Layout);

    /// <summary>File name of a slide.</summary>
    public static string SlideName(PhantomPatient patient, int number) => Title(patient, number) + (patient.PlainTiff ? ".tif" : ".svs");

    /// <summary>Draws a slide.</summary>
    public static RgbImage Slide(PhantomOptions options, PhantomPatient patient, PhantomTruth truth, int number)
    {
        var slide = truth.Slide(options.Seed, patient.Key, number, patient.Type, options.Preset.SlideSize);
        return new RgbImage(slide.Size, slide.Size, slide.Rgb);
    }

    /// <summary>Draws a slide and writes it.</summary>
    public static void WriteSlide(string path, PhantomOptions options, PhantomPatient patient, PhantomTruth truth, int number)
    {
        var image = Slide(options, patient, truth, number);
        if (patient.PlainTiff)
        {
            SvsWriter.WritePlain(path, image, PhantomTissue.MicronsPerPixel, Title(patient, number));
        }
        else
        {
            SvsWriter.WritePyramid(path, image, PhantomTissue.MicronsPerPixel, Title(patient, number));
        }
    }

    private static string Title(PhantomPatient patient, int number) => $"{patient.Id}-{number + 1}";
}

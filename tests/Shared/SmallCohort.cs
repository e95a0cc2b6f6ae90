
using MhdNet.Data;
using MhdNet.Data.Cohorts;
using MhdNet.Tests.Data.Dicom;
using MhdNet.Tests.Data.Slides;

namespace MhdNet.Tests.Data;

/// <summary>A cohort of three patients with real files of a few kilobytes, and the options that suit it.</summary>
internal static class SmallCohort
{
    public static PreprocessingOptions Options { get; } = new() { Frames = 4, Size = 4, PatchSize = 16, MinimumTumourSlices = 2 };

    private const string Resolution = "Aperio |MPP = 0.5";

    /// <summary>p1: 20 slices, tumour 4..6, a slide; p/2: 5 slices (too short), no tumour range, a normal slide; p3: CT only,
    /// test.</summary>
    public static void Write(string folder)
    {
        Series(folder, "ct/p1", 20);
        Series(folder, "ct/p2", 5);
        Series(folder, "ct/p3", 10);
        SlideFile.Write(Path.Combine(folder, "s1.svs"), SlideFile.Tiled(128, 64, Tissue, tile: 32, description: Resolution));
        SlideFile.Write(Path.Combine(folder, "s2.svs"), SlideFile.Tiled(128, 64, Tissue, tile: 32, description: Resolution));
        Cohort.Write(
            folder, LabelSet.Thymic, synthetic: true, "written by a test",
            [new Patient("p1", "B2", "train"), new Patient("p/2", "A", ""), new Patient("p3", "TC", "test")],
            [new CtEntry("p1", "ct/p1", 4, 6), new CtEntry("p/2", "ct/p2", null, null), new CtEntry("p3", "ct/p3", null, null)],
            [new SlideEntry("p1", "s1.svs", "tumour"), new SlideEntry("p/2", "s2.svs", "normal_tissue")]);
    }

    // left half glass, then collagen, then cells
    private static (byte, byte, byte) Tissue(int x, int y) =>
        x < 32 ? ((byte)250, (byte)250, (byte)250) : x < 48 ? ((byte)235, (byte)160, (byte)190)
        : ((byte)(60 + (x / 16)), (byte)50, (byte)120);

    private static void Series(string folder, string name, int slices)
    {
        Directory.CreateDirectory(Path.Combine(folder, name));
        for (var i = 0; i < slices; i++)
        {
            // slice i from the top has HU -160 + 10 i, that is grey 6.375 i
            var slice = SliceFile.At(-i, [.. Enumerable.Repeat(-160 + (10 * i), 16)]) with { Rows = 4, Columns = 4 };
            File.WriteAllBytes(Path.Combine(folder, name, $"{(i * 7) % slices}-{i}.dcm"), slice.Bytes());
        }
    }
}

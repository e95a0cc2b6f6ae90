using System.Buffers.Binary;
using System.Diagnostics;
using MhdNet.Data;

namespace MhdNet.Tests.Data;

public sealed class RealDataTests
{
    [Fact]
    public void A_real_series_has_64_slices_superior_first_and_gives_one_sequence()
    {
        var volume = CtReaders.Read(RealData.Series);
        Assert.Equal((64, 512, 512), (volume.Slices, volume.Rows, volume.Columns));
        Assert.Equal(5, volume.SliceSpacing, 3);
        Assert.Equal(0.8418, volume.RowSpacing, 4);
        Assert.Equal(-1024, volume.Hounsfield.Min());
        Assert.True(Body(volume, 0) < Body(volume, 63), "a neck is narrower than an abdomen");
        var sequence = Assert.Single(CtSequences.Of(volume, new PreprocessingOptions { Size = 56 }));
        Assert.Equal(12, sequence.First);
        Assert.Equal(24 * 56 * 56, sequence.Pixels.Length);
    }

    [Fact]
    public void No_voxel_of_a_real_series_differs_from_what_dcm2niix_reads()
    {
        var series = RealData.Series;
        if (!File.Exists("/usr/bin/dcm2niix"))
        {
            Assert.Skip("dcm2niix is not installed");
        }

        using var folder = new TemporaryFolder();
        using var process = Process.Start(new ProcessStartInfo("dcm2niix", ["-z", "n", "-f", "v", "-o", folder.Path, series]) { RedirectStandardOutput = true })!;
        process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        var nifti = File.ReadAllBytes(folder.File("v.nii"));
        var (slope, intercept) = (BinaryPrimitives.ReadSingleLittleEndian(nifti.AsSpan(112)), BinaryPrimitives.ReadSingleLittleEndian(nifti.AsSpan(116)));
        var signed = BinaryPrimitives.ReadInt16LittleEndian(nifti.AsSpan(70)) == 4;
        var volume = CtReaders.Read(series);
        var differing = 0;
        for (var i = 0; i < volume.Hounsfield.Length; i++)
        {
            // NIfTI runs from the feet up and from the back to the front
            var (slice, row, column) = (i / (512 * 512), i / 512 % 512, i % 512);
            var at = nifti.AsSpan(352 + (2 * (((63 - slice) * 512 * 512) + ((511 - row) * 512) + column)));
            int stored = signed ? BinaryPrimitives.ReadInt16LittleEndian(at) : BinaryPrimitives.ReadUInt16LittleEndian(at);
            differing += volume.Hounsfield[i] == (short)((stored * slope) + intercept) ? 0 : 1;
        }

        Assert.Equal(0, differing);
    }

    [Fact]
    public void A_real_slide_has_117_patches_of_which_glass_is_dropped()
    {
        using var slide = WholeSlides.Open(RealData.Slide);
        Assert.Equal((2220, 2967), (slide.Width, slide.Height));
        Assert.Equal(0.499, slide.MicronsPerPixel!.Value, 6);
        var verdicts = SlideSequences.Patches(slide, new PreprocessingOptions()).Select(patch => patch.Judgement.Verdict).ToList();
        Assert.Equal(117, verdicts.Count);
        Assert.Equal(PatchVerdict.White, verdicts[0]);
        Assert.InRange(verdicts.Count(verdict => verdict == PatchVerdict.Kept), 48, 71);
    }

    [Fact]
    public void One_real_patient_is_preprocessed_at_paper_scale()
    {
        using var folder = new TemporaryFolder();
        Cohort.Write(
            folder.Path, Typing.Thymic, synthetic: false, "", [new Patient("real", "B2", "")],
            [new CtEntry("real", RealData.Series, null, null)], [new SlideEntry("real", RealData.Slide, "tumour")]);
        var store = Preprocessing.Run(Cohort.Load(folder.Path), new PreprocessingOptions(), folder.File("sequences"), null, TestContext.Current.CancellationToken);
        Assert.Equal(["real_ct0_0", "real_wsi0_0", "real_wsi0_1"], store.Rows.Select(row => row.SeqId));
        Assert.All(store.Rows, row => Assert.Equal(row.Channels * 24 * 224 * 224, store.ReadPixels(row).Length));
        var reports = PreprocessingReport.Read(store.Folder);
        Assert.Equal((64, 12, 19, 9, 24), (reports[0].Frames, reports[0].DiscardedFirst, reports[0].DiscardedLast, reports[0].Remainder, reports[0].Used));
        Assert.Equal((117, 48), (reports[1].Frames, reports[1].Used));
    }

    private static int Body(CtVolume volume, int slice) => volume.Slice(slice).ToArray().Count(hu => hu > -300);
}

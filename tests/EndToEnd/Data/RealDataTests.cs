
using MhdNet.Data;
using MhdNet.Data.Cohorts;
using MhdNet.Data.Ct;
using MhdNet.Data.Preprocessing;
using MhdNet.Data.Slides;
using MhdNet.Tests.Data.Phantom;

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
        Assert.Equal(-1024, volume.ReadAll().Min());
        Assert.True(Body(volume, 0) < Body(volume, 63), "a neck is narrower than an abdomen");
        var sequence = Assert.Single(CtSequences.Of(volume, new PreprocessingOptions { Size = 56 }));
        Assert.Equal(12, sequence.First);
        Assert.Equal(24 * 56 * 56, sequence.Pixels.Length);
    }

    [Fact]
    public void No_voxel_of_a_real_series_differs_from_what_dcm2niix_writes()
    {
        var series = RealData.Series;
        using var folder = new TemporaryFolder();
        Assert.Equal(0, ExternalTool.Run("dcm2niix", "dcm2niix", "-z", "y", "-f", "v", "-o", folder.Path, series).Code);
        var (dicom, nifti) = (CtReaders.Read(series), CtReaders.Read(folder.File("v.nii.gz")));
        Assert.Equal(dicom.ReadAll(), nifti.ReadAll());
        Assert.Equal((dicom.Slices, dicom.Rows, dicom.Columns), (nifti.Slices, nifti.Rows, nifti.Columns));
        Assert.Equal([dicom.SliceSpacing, dicom.RowSpacing, dicom.ColumnSpacing],
            [nifti.SliceSpacing, nifti.RowSpacing, nifti.ColumnSpacing], (a, b) => Math.Abs(a - b) < 1e-3);
    }

    [Fact]
    public void A_real_slide_has_117_patches_of_which_glass_is_dropped()
    {
        using var slide = WholeSlides.Open(RealData.Slide);
        Assert.Equal((2220, 2967), (slide.Width, slide.Height));
        Assert.Equal(0.499, slide.MicronsPerPixel!.Value, 6);
        var verdicts = PatchGrid.Create(slide, new PreprocessingOptions()).Patches().Select(patch => patch.Judgement.Verdict).ToList();
        Assert.Equal(117, verdicts.Count);
        Assert.Equal(PatchVerdict.White, verdicts[0]);
        Assert.InRange(verdicts.Count(verdict => verdict == PatchVerdict.Kept), 48, 71);
    }

    [Fact]
    public void One_real_patient_is_preprocessed_at_paper_scale()
    {
        using var folder = new TemporaryFolder();
        Cohort.Write(
            folder.Path, LabelSet.Thymic, synthetic: false, "", [new Patient("real", "B2", "")],
            [new CtEntry("real", RealData.Series, null, null)], [new SlideEntry("real", RealData.Slide, "tumour")]);
        var store = Preprocessor.Run(Cohort.Load(folder.Path), new PreprocessingOptions(),
            folder.File("sequences"), null, TestContext.Current.CancellationToken);
        Assert.Equal(["real_ct0_0", "real_wsi0_0", "real_wsi0_1"], store.Rows.Select(row => row.SeqId));
        Assert.All(store.Rows, row => Assert.Equal(row.Channels * 24 * 224 * 224, store.ReadPixels(row).Length));
        var reports = PreprocessingReport.Read(store.Folder);
        Assert.Equal((64, 12, 19, 9, 24),
            (reports[0].Frames, reports[0].DiscardedFirst, reports[0].DiscardedLast, reports[0].Remainder, reports[0].Used));
        Assert.Equal((117, 48), (reports[1].Frames, reports[1].Used));
    }

    private static int Body(CtVolume volume, int slice) => volume.Slice(slice).ToArray().Count(hu => hu > -300);
}

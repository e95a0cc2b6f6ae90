
using MhdNet.Figures;
using MhdNet.Phantom;

namespace MhdNet.Tests.Figures;

public sealed class DicomHeaderTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("mhdnet-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(DicomLayout.Plain, "Explicit VR Little Endian", true, 0, true)]
    [InlineData(DicomLayout.ImplicitUnsigned, "Implicit VR Little Endian", false, -1024, true)]
    [InlineData(DicomLayout.Shuffled, "Explicit VR Little Endian", true, 0, false)]
    public void A_series_says_how_it_is_stored_and_names_need_not_follow_position(
        DicomLayout layout, string syntax, bool signed, double intercept, bool namesFollowPosition)
    {
        var ct = PhantomThorax.Render(1, 1, PhantomParameters.Draw(1, 1, 4, PhantomKnobs.Fixed), 48, 20, 1);
        DicomWriter.Write(_folder, ct, PhantomPerson.Draw(1, 1, "P001"), 1, layout);

        var headers = DicomHeader.OfSeries(_folder);

        Assert.Equal(20, headers.Count);
        Assert.All(headers, header => Assert.Equal((48, 48, syntax, signed, 1, intercept),
            (header.Rows, header.Columns, header.TransferSyntax, header.Signed, header.Slope, header.Intercept)));
        Assert.Equal(headers.Select(header => header.File).Order(StringComparer.Ordinal), headers.Select(header => header.File));
        var heights = headers.Select(header => header.Z).ToList();
        Assert.Equal(namesFollowPosition, heights.SequenceEqual(heights.OrderDescending()));
        Assert.Equal(19 * ct.SliceSpacing, heights.Max() - heights.Min(), 3);
    }

    [Fact]
    public void A_folder_without_dcm_files_has_no_headers() => Assert.Empty(DicomHeader.OfSeries(_folder));
}

using MhdNet.Data.Ct;
using MhdNet.Runtime;
using MhdNet.Tests.Data.Nifti;

namespace MhdNet.Tests.Data.Checks;

/// <summary>Small series that are, and are not, what their files say: Hounsfield units of a chest, one stack of slices.</summary>
public sealed class SeriesCheckTests
{
    private const int Edge = 48, Slices = 24;

    // air, lung, fat, soft tissue, bone, and noise: a disc with two holes that move slowly from slice to slice
    private static short Chest(int slice, int y, int x)
    {
        var noise = (short)(((slice * 7919) + (y * 104729) + (x * 1299709)) % 21 - 10);
        double Distance(double cy, double cx) => Math.Sqrt(((y - cy) * (y - cy)) + ((x - cx) * (x - cx)));
        return (short)(noise + (Distance(24, 24) > 22 ? -1000
            : Distance(22 + (slice / 6.0), 14) < 7 || Distance(22 + (slice / 6.0), 34) < 7 ? -850
            : Distance(40, 24) < 3 ? 700 : Distance(24, 24) > 19 ? -100 : 40));
    }

    public static TheoryData<string, string, Func<int, int, int, short>> Cases => new()
    {
        { "a chest", "", Chest },
        { "a chest with metal", "", (s, y, x) => y == 20 && x < 9 ? (short)3071 : Chest(s, y, x) },
        { "a chest in a padded circle", "", (s, y, x) => y < 3 || y > 44 ? (short)-2000 : Chest(s, y, x) },
        { "one value", "every voxel looked at is 40: nothing was measured", (_, _, _) => 40 },
        { "a mask", "a mask of 3 values", (s, y, x) => (short)(Chest(s, y, x) > 0 ? 2 : Chest(s, y, x) > -200 ? 1 : 0) },
        { "a mask with air", "only 2 values occur: a mask", (s, y, x) => (short)(Chest(s, y, x) > -200 ? 100 : -1000) },
        { "0 to 1", "from 0 to 1", (s, y, x) => (short)Math.Round(Math.Clamp((Chest(s, y, x) + 1000) / 1700.0, 0, 1)) },
        { "0 to 255", "an image scaled otherwise", (s, y, x) => (short)Math.Clamp((Chest(s, y, x) + 1000) / 7, 0, 255) },
        { "1024 added", "none of a chest's air", (s, y, x) => (short)(Chest(s, y, x) + 1024) },
        { "1024 subtracted once more", "soft tissue", (s, y, x) => (short)(Chest(s, y, x) - 1024) },
        { "padding that is not said", "are above 3100 HU", (s, y, x) => x < 4 ? short.MaxValue : Chest(s, y, x) },
        { "two phases", "alternate between two acquisitions", (s, y, x) => (short)(Chest(s, y, x)
            + (s % 2 == 0 && Math.Abs(y - 24) < 9 && Math.Abs(x - 24) < 3 ? 150 : 0)) },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_chest_is_taken_and_what_only_looks_like_one_is_refused(string name, string says, Func<int, int, int, short> voxel)
    {
        Assert.NotEmpty(name);
        using var folder = new TemporaryFolder();
        var path = folder.File("a.nii");
        new NiftiFile().Write(path, Edge, Edge, Slices, [.. Enumerable.Range(0, Slices).SelectMany(slice =>
            Enumerable.Range(0, Edge * Edge).Select(i => (double)voxel(slice, i / Edge, i % Edge)))]);
        if (says.Length == 0)
        {
            Assert.Equal(voxel(5, 20, 30), CtReaders.Read(path).Slice(5)[(20 * Edge) + 30]);
            return;
        }

        var refused = Assert.ThrowsAny<InputException>(() => CtReaders.Read(path));
        Assert.Equal(!refused.Message.Contains("alternate", StringComparison.Ordinal), refused is NotCtException);
        var refusal = refused.Message;
        Assert.StartsWith($"{path}: ", refusal, StringComparison.Ordinal);
        Assert.Contains(says, refusal, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refusal);
    }
}

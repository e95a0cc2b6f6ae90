using MhdNet.Data.Slides;

namespace MhdNet.Tests.Data;

public sealed class StainNormaliserTests
{
    private static readonly byte[] Haematoxylin = [100, 60, 150];
    private static readonly byte[] Eosin = [240, 120, 180];

    [Fact]
    public void Pure_stains_become_the_reference_s()
    {
        byte[] pixels = [.. Repeat(Haematoxylin, 300), .. Repeat(Eosin, 500), 255, 255, 255];
        StainNormaliser.Estimate(pixels)!.Apply(pixels);
        // 256 exp(-d) - 1 with d = 1.9705 (0.5626, 0.7201, 0.4062) and 1.0308 (0.2159, 0.8012, 0.5581)
        Assert.Equal([83, 61, 114], pixels[..3]);
        Assert.Equal([204, 111, 143], pixels[^6..^3]);
        Assert.Equal([255, 255, 255], pixels[^3..]);
    }

    [Fact]
    public void Half_the_stain_stays_half_the_stain()
    {
        byte[] pixels = [.. Repeat(Haematoxylin, 300), .. Repeat(Eosin, 300)];
        byte[] half = [.. Haematoxylin.Select(value => (byte)Math.Round((256 * Math.Sqrt((value + 1) / 256.0)) - 1))];
        StainNormaliser.Estimate(pixels)!.Apply(half);
        Assert.All(half.Zip(new[] { 83, 61, 114 }),
            pair => Assert.InRange(pair.First - ((256 * Math.Sqrt((pair.Second + 1) / 256.0)) - 1), -2, 2));
    }

    [Fact]
    public void The_same_tissue_in_two_stains_comes_out_nearer()
    {
        var one = Tissue([0.65, 0.70, 0.29], [0.07, 0.99, 0.11], 1);
        var other = Tissue([0.55, 0.75, 0.37], [0.20, 0.90, 0.39], 0.6);
        var before = Distance(one, other);
        Assert.True(before > 20, $"{before}");
        StainNormaliser.Estimate(one)!.Apply(one);
        StainNormaliser.Estimate(other)!.Apply(other);
        Assert.InRange(Distance(one, other), 0, before / 5);
    }

    [Theory]
    [InlineData("glass")]
    [InlineData("few pixels")]
    [InlineData("one stain")]
    [InlineData("nothing")]
    public void Too_little_tissue_gives_no_stains(string what)
    {
        byte[] pixels = what switch
        {
            "glass" => [.. Repeat([245, 243, 247], 5000)],
            "few pixels" => [.. Repeat(Haematoxylin, 50), .. Repeat(Eosin, 49)],
            "one stain" => [.. Repeat(Eosin, 5000)],
            _ => [],
        };
        Assert.Null(StainNormaliser.Estimate(pixels));
    }

    // nuclei in stroma: each pixel some of each stain
    private static byte[] Tissue(double[] haematoxylin, double[] eosin, double strength)
    {
        var random = new Random(1);
        var pixels = new byte[3 * 20_000];
        for (var i = 0; i < pixels.Length; i += 3)
        {
            var nucleus = random.Next(4) == 0;
            double h = strength * (nucleus ? 1 + random.NextDouble() : 0.1 * random.NextDouble()),
                e = strength * (nucleus ? 0.05 : 0.4 + (0.6 * random.NextDouble()));
            for (var k = 0; k < 3; k++)
            {
                pixels[i + k] = (byte)Math.Clamp(Math.Round((256 * Math.Exp(-(h * haematoxylin[k]) - (e * eosin[k]))) - 1), 0, 255);
            }
        }

        return pixels;
    }

    private static double Distance(byte[] a, byte[] b) => Math.Sqrt(a.Zip(b, (x, y) => Math.Pow(x - y, 2)).Average());

    private static IEnumerable<byte> Repeat(byte[] pixel, int times) => Enumerable.Repeat(pixel, times).SelectMany(value => value);
}

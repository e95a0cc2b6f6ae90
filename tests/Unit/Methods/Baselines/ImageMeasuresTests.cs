using MhdNet.Data;
using MhdNet.Methods.Baselines;

namespace MhdNet.Tests.Methods;

public sealed class ImageMeasuresTests
{
    private const double Spacing = 180.0 / DrawnSequence.Size;

    private static readonly PreprocessingOptions Options =
        new() { Frames = DrawnSequence.Frames, Size = DrawnSequence.Size, FieldOfViewMillimetres = 180 };

    [Fact]
    public void A_disc_between_the_lungs_is_found_and_measured()
    {
        var disc = Measure(radius: 8, hounsfield: 60);
        var diameter = Spacing * Math.Sqrt(4 / Math.PI * 197); // 197 points of the lattice lie within 8 of one of them
        Assert.Equal(ImageMeasures.Names.Count, disc.Count);
        Assert.Equal((2, diameter, diameter), (disc["frames with tumour"], disc["diameter mm"], disc["largest diameter mm"]));
        Assert.InRange(disc["eccentricity"], 0, 1e-6);
        Assert.InRange(disc["solidity"], 0.95, 1);
        Assert.InRange(disc["roughness"], 0.95, 1.1);
        Assert.Equal((60, 0, 0, 0), (disc["mean HU"], disc["SD HU"], disc["low share"], disc["calcium"]));
    }

    [Fact]
    public void Necrosis_and_calcium_are_seen()
    {
        Assert.Equal(1, Measure(radius: 8, hounsfield: 20)["low share"]);
        var calcified = Measure(radius: 8, hounsfield: 60, white: 4);
        Assert.Equal(Math.Log(1 + (2 * 4 * Spacing * Spacing)), calcified["calcium"], 12); // two frames
        Assert.True(calcified["mean HU"] > 60 && calcified["SD HU"] > 0);
        Assert.Equal(2, calcified["frames with tumour"]);
    }

    [Fact]
    public void A_bigger_disc_measures_bigger_and_without_one_there_is_nothing()
    {
        Assert.True(Measure(radius: 4, hounsfield: 60)["diameter mm"] < Measure(radius: 7, hounsfield: 60)["diameter mm"]);
        Assert.All(Measure(radius: 0, hounsfield: 0).Values, value => Assert.Equal(0, value));
        Assert.All(ImageMeasures.Measure(new byte[DrawnSequence.Frames * 64 * 64], Options), value => Assert.Equal(0, value));
    }

    private static Dictionary<string, double> Measure(int radius, int hounsfield, int white = 0) =>
        ImageMeasures.Names.Zip(ImageMeasures.Measure(DrawnSequence.Of(radius, hounsfield, white), Options)).ToDictionary();
}

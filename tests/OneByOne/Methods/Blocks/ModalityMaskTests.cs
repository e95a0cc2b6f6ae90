using MhdNet.Data.Sequences;
using MhdNet.Methods.Blocks;
using MhdNet.Networks;
using MhdNet.Training;
using static TorchSharp.torch;

namespace MhdNet.Tests.Methods;

public sealed class ModalityMaskTests
{
    private static readonly Clock Start = new(0, 2, 0, 4);

    [Theory]
    [InlineData(ModalityDrop.Subset, 1.0 / 3, 1.0 / 3, 1.0 / 3)]
    [InlineData(ModalityDrop.Number, 0.25, 0.25, 0.5)]
    [InlineData(ModalityDrop.Pathology, 0.5, 0, 0.5)]
    public void Each_rule_keeps_what_it_says_as_often_as_it_says(ModalityDrop drop, double ct, double wsi, double both)
    {
        const int Draws = 6000;
        var mask = new ModalityMask(drop, 1, "test");
        var kept = Enumerable.Range(0, Draws).Select(draw => mask.One($"{draw}")).ToList();
        double Share(Modalities what) => (double)kept.Count(one => one == what) / Draws;
        Assert.Equal(ct, Share(Modalities.Ct), 0.02);
        Assert.Equal(wsi, Share(Modalities.Wsi), 0.02);
        Assert.Equal(both, Share(Modalities.Both), 0.02);
    }

    [Fact]
    public void A_draw_is_repeated_with_its_seed_and_step_and_is_another_with_others()
    {
        using var batch = Rows(64);
        IReadOnlyList<Modalities> Draw(int seed, Clock clock, string purpose = "test") =>
            new ModalityMask(ModalityDrop.Subset, seed, purpose).Of(batch, clock);
        var first = Draw(1, Start);
        Assert.Equal(first, Draw(1, Start));
        Assert.NotEqual(first, Draw(2, Start));
        Assert.NotEqual(first, Draw(1, Start with { Step = 1 }));
        Assert.NotEqual(first, Draw(1, Start with { Epoch = 1 }));
        Assert.NotEqual(first, Draw(1, Start, "other"));
    }

    [Fact]
    public void Parts_of_a_batch_draw_as_the_whole_and_CT_without_pathology_is_kept()
    {
        using var batch = Rows(16, paired: [1, 2, 5, 9, 10, 11, 15]);
        var mask = new ModalityMask(ModalityDrop.Subset, 1, "test");
        var whole = mask.Of(batch, Start);
        var parts = batch.Parts(3).SelectMany(part =>
        {
            using (part)
            {
                return mask.Of(part, Start);
            }
        });
        Assert.Equal(whole, parts);
        Assert.All(new[] { 0, 3, 4, 6, 7, 8, 12, 13, 14 }, row => Assert.Equal(Modalities.Ct, whole[row]));
        Assert.Contains(whole, one => one != Modalities.Ct);
        using var bits = ModalityMask.Bits([Modalities.Ct, Modalities.Wsi, Modalities.Both], Modalities.Wsi, batch.Ct);
        Assert.Equal([0f, 1f, 1f], bits.data<float>().ToArray());
    }

    private static Batch Rows(int count, long[]? paired = null)
    {
        paired ??= [.. Enumerable.Range(0, count).Select(row => (long)row)];
        return new Batch(zeros([count, 1, 1, 1, 1]), zeros([paired.Length, 3, 1, 1, 1]), tensor(paired), zeros(count, int64),
            [.. Enumerable.Range(0, count).Select(row => $"S{row}")]);
    }
}

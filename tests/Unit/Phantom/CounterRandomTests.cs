using FsCheck.Xunit;
using MhdNet.Phantom;

namespace MhdNet.Tests.Data.Phantom;

public sealed class CounterRandomTests
{
    [Fact]
    public void The_bits_are_those_of_the_published_SplitMix64()
    {
        // first outputs of the reference implementation (S. Vigna, splitmix64.c) for the state 1234567
        var random = new CounterRandom(1234567UL);
        Assert.Equal(6457827717110365317UL, random.NextBits());
        Assert.Equal(3203168211198807973UL, random.NextBits());
        Assert.Equal(9817491932198370423UL, random.NextBits());
    }

    [Property]
    public bool Another_patient_or_purpose_or_seed_has_other_numbers(int seed, int patient)
    {
        ulong[] first =
        [
            new CounterRandom(seed, patient, PhantomPurpose.Tumour).NextBits(),
            new CounterRandom(seed, patient, PhantomPurpose.CtNoise).NextBits(),
            new CounterRandom(seed, patient + 1L, PhantomPurpose.Tumour).NextBits(),
            new CounterRandom(seed + 1L, patient, PhantomPurpose.Tumour).NextBits(),
            new CounterRandom(seed, patient, PhantomPurpose.Slide, 1).NextBits(),
        ];
        return first.Distinct().Count() == first.Length;
    }

    [Fact]
    public void Gaussians_have_mean_0_and_variance_1_and_the_normal_tail()
    {
        var random = new CounterRandom(5, 6, PhantomPurpose.CtNoise);
        var values = Enumerable.Range(0, 200_000).Select(_ => random.NextGaussian()).ToArray();
        Assert.InRange(values.Average(), -0.01, 0.01);
        Assert.InRange(values.Average(v => v * v), 0.985, 1.015);
        Assert.InRange(values.Count(v => Math.Abs(v) > 1.96) / 200_000.0, 0.047, 0.053);
    }

    [Fact]
    public void A_shuffle_is_a_permutation_and_the_same_every_time()
    {
        List<int>[] lists = [[.. Enumerable.Range(0, 50)], [.. Enumerable.Range(0, 50)]];
        Assert.All(lists, list => new CounterRandom(1, 2, PhantomPurpose.Labels).Shuffle(list));
        Assert.Equal(lists[0], lists[1]);
        Assert.NotEqual(Enumerable.Range(0, 50), lists[0]);
        Assert.Equal(Enumerable.Range(0, 50), lists[0].Order());
    }
}

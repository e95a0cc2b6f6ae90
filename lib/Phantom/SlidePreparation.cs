using System.Buffers;
using System.Numerics;

namespace MhdNet.Phantom;

/// <summary>Puts ground and nuclei of a tissue on a slide and stains them, whatever the tissue.</summary>
internal static class SlidePreparation
{
    /// <summary>Paints and stains.</summary>
    /// <param name="random">The slide's stream; forks 3 to 5 are used here.</param>
    /// <param name="nuclei">The nuclei.</param>
    /// <param name="ground">The ground, given the noise of its texture and of chromatin.</param>
    /// <param name="size">Width and height, pixels.</param>
    public static PhantomSlide Stain(
        CounterRandom random, IReadOnlyList<Nucleus> nuclei, Func<ValueNoise, ValueNoise, ISlideGround> ground, int size)
    {
        var key = random.Fork(3).Key;
        var (texture, chromatin) = (new ValueNoise(key), new ValueNoise(key + 1));
        var room = (size * size) + Vector<float>.Count; // amounts are read and written several at a time
        var (haematoxylin, eosin) = (ArrayPool<float>.Shared.Rent(room), ArrayPool<float>.Shared.Rent(room));
        haematoxylin.AsSpan(0, room).Clear();
        eosin.AsSpan(0, room).Clear();
        var rows = ground(texture, chromatin);
        var covered = 0.0;
        for (var y = 0; y < size; y++)
        {
            covered += rows.Paint(y, haematoxylin.AsSpan(y * size, size), eosin.AsSpan(y * size, size));
        }

        using (var painter = new NucleusPainter(haematoxylin, eosin, texture, chromatin, size))
        {
            painter.Paint(nuclei);
        }

        var rgb = new StainMixer(random.Fork(4)).Mix(
            haematoxylin.AsSpan(0, size * size), eosin.AsSpan(0, size * size), random.Fork(5));
        ArrayPool<float>.Shared.Return(haematoxylin);
        ArrayPool<float>.Shared.Return(eosin);
        return new(
            size, rgb, covered / ((double)size * size), nuclei.Count(n => n.Kind == NucleusKind.Lymphocyte),
            nuclei.Count(n => n.Kind is NucleusKind.Epithelial or NucleusKind.Mitosis));
    }
}

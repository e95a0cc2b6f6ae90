using MhdNet.Data.Ct;

namespace MhdNet.Phantom.Wrong;

/// <summary>What is no chest, drawn from ellipses: an abdomen, a head, a test object. Measures in mm; enough to look like one from afar.
/// </summary>
internal static class DrawnBody
{
    private const int Size = 128, Slices = 56;
    private const double Air = -1000, Fat = -100, Muscle = 55, Bone = 700;

    /// <summary>An abdomen: fat, muscle, liver, spleen, kidneys, spine, gut with gas.</summary>
    public static CtVolume Abdomen(CounterRandom random)
    {
        var (x, y, fat) = (random.Between(150, 185), random.Between(105, 130), random.Between(12, 28));
        return Draw(random, 5, 2.2 * x / Size * 1.1, (canvas, level, dice) =>
        {
            canvas.Fill(new Ellipse(0, 0, x, y), Fat);
            canvas.Fill(new Ellipse(0, 0, x - fat, y - fat), Muscle);
            canvas.Fill(new Ellipse(0, -6, x - fat - 12, y - fat - 14), -80);
            var shrink = Math.Clamp(1.4 - (level / 260), 0.3, 1);
            canvas.Fill(new Ellipse(-0.42 * x, -8, 0.42 * x * shrink, 0.55 * y * shrink), 105);
            canvas.Fill(new Ellipse(0.55 * x, 12, 0.2 * x * shrink, 0.3 * y * shrink), 110);
            canvas.Fill(new Ellipse(-62, 34, 26, 30), 150);
            canvas.Fill(new Ellipse(62, 34, 26, 30), 150);
            canvas.Fill(new Ellipse(0, y - fat - 40, 22, 26), 250);
            canvas.Fill(new Ellipse(0, y - fat - 40, 19, 21), Bone / 3);
            canvas.Fill(new Ellipse(0, y - fat - 15, 7, 16), Bone / 2);
            canvas.Fill(new Ellipse(8, y - fat - 78, 10, 10), 160);
            for (var gut = 0; gut < 6; gut++)
            {
                var (gutX, gutY, radius) = (dice.Between(-70, 80), dice.Between(-0.6 * y, -0.1 * y), dice.Between(9, 19));
                canvas.Fill(new Ellipse(gutX, gutY, radius + 3, radius + 3), 45);
                canvas.Fill(new Ellipse(gutX, gutY - 2, radius, radius * dice.Between(0.3, 0.8)), gut % 2 == 0 ? Air : 20);
            }
        });
    }

    /// <summary>A head: skull, brain, ventricles, sinuses.</summary>
    public static CtVolume Head(CounterRandom random)
    {
        var (x, y, shell) = (random.Between(66, 78), random.Between(84, 98), random.Between(6, 9));
        return Draw(random, 3, 1.25 * 2 * y / Size, (canvas, level, _) =>
        {
            var round = Math.Sqrt(Math.Max(0.1, 1 - Math.Pow((level - 100) / 120, 2)));
            canvas.Fill(new Ellipse(0, 0, (x + 5) * round, (y + 5) * round), 30);
            canvas.Fill(new Ellipse(0, 0, x * round, y * round), 1000);
            canvas.Fill(new Ellipse(0, 0, (x - shell) * round, (y - shell) * round), 36);
            canvas.Fill(new Ellipse(-9, -6, 6, 24 * round), 8);
            canvas.Fill(new Ellipse(9, -6, 6, 24 * round), 8);
            if (level > 120)
            {
                canvas.Fill(new Ellipse(0, -0.55 * y, 16, 12), Bone);
                canvas.Fill(new Ellipse(-7, -0.55 * y, 6, 9), Air);
                canvas.Fill(new Ellipse(7, -0.55 * y, 6, 9), Air);
            }
        });
    }

    /// <summary>A cylinder of water or plastic with rods, as scanners are tested with.</summary>
    public static CtVolume TestObject(CounterRandom random)
    {
        var (radius, ground, rods) = (random.Between(80, 160), random.Between(-5, 120), 4 + random.Below(5));
        return Draw(random, 4, 2.5 * radius / Size, (canvas, level, _) =>
        {
            canvas.Fill(new Ellipse(0, 0, radius, radius), 120);
            canvas.Fill(new Ellipse(0, 0, radius - 6, radius - 6), ground);
            double[] inserts = [-1000, -100, 990, 340, -200, 120];
            for (var rod = 0; rod < rods; rod++)
            {
                var angle = 2 * Math.PI * rod / rods;
                canvas.Fill(new Ellipse(0.6 * radius * Math.Cos(angle), 0.6 * radius * Math.Sin(angle), 7, 7), inserts[rod % 6]);
            }
        });
    }

    private static CtVolume Draw(
        CounterRandom random, double sliceSpacing, double pixelSpacing, Action<SliceCanvas, double, CounterRandom> paint)
    {
        var voxels = new short[Slices * Size * Size];
        for (var slice = 0; slice < Slices; slice++)
        {
            var canvas = new SliceCanvas(Size, pixelSpacing);
            Array.Fill(canvas.Hounsfield, (float)Air);
            paint(canvas, slice * sliceSpacing, random.Fork((ulong)slice / 3));
            for (var i = 0; i < canvas.Hounsfield.Length; i++)
            {
                voxels[(slice * Size * Size) + i] = (short)Math.Clamp(canvas.Hounsfield[i] + (11 * random.NextGaussian()), -1024, 3071);
            }
        }

        return WrongSeries.Volume(voxels, Slices, Size, Size, pixelSpacing, sliceSpacing);
    }
}

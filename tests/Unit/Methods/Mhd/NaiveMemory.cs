using MhdNet.Networks;
using static TorchSharp.torch;

namespace MhdNet.Tests.Memory;

/// <summary>Eqs. 5 to 9 and 11 as loops over doubles, written from the paper and sharing no code with the library.</summary>
internal static class NaiveMemory
{
    /// <summary>Pixels of a (B, C, T, H, W) feature: [b][pixel in raster order][frame by frame, its channels].</summary>
    public static double[][][] Pixels(Tensor feature)
    {
        using var onHost = feature.detach().to(ScalarType.Float64).contiguous();
        var x = onHost.data<double>().ToArray();
        var (batch, c, t, h, w) = ((int)feature.shape[0], (int)feature.shape[1],
            (int)feature.shape[2], (int)feature.shape[3], (int)feature.shape[4]);
        var pixels = new double[batch][][];
        for (var b = 0; b < batch; b++)
        {
            pixels[b] = new double[h * w][];
            for (var p = 0; p < h * w; p++)
            {
                pixels[b][p] = new double[t * c];
                for (var frame = 0; frame < t; frame++)
                {
                    for (var channel = 0; channel < c; channel++)
                    {
                        pixels[b][p][(frame * c) + channel] = x[(((((b * c) + channel) * t) + frame) * h * w) + p];
                    }
                }
            }
        }

        return pixels;
    }

    public static double[][][] Items(Tensor items)
    {
        using var onHost = items.detach().to(ScalarType.Float64).contiguous();
        var x = onHost.data<double>().ToArray();
        var (k, m, d) = ((int)items.shape[0], (int)items.shape[1], (int)items.shape[2]);
        return [.. Enumerable.Range(0, k)
            .Select(i => Enumerable.Range(0, m).Select(j => x.AsSpan(((i * m) + j) * d, d).ToArray()).ToArray())];
    }

    public static double Cosine(double[] a, double[] b)
    {
        double dot = 0, aa = 0, bb = 0;
        for (var i = 0; i < a.Length; i++)
        {
            dot += a[i] * b[i];
            aa += a[i] * a[i];
            bb += b[i] * b[i];
        }

        return aa == 0 || bb == 0 ? 0 : dot / (Math.Sqrt(aa) * Math.Sqrt(bb));
    }

    /// <summary>Mean of the pixels each cell of a grid covers.</summary>
    public static double[][] Grid(double[][] pixels, StageShape shape, (int Rows, int Columns) grid)
    {
        var items = new double[grid.Rows * grid.Columns][];
        for (var r = 0; r < grid.Rows; r++)
        {
            for (var c = 0; c < grid.Columns; c++)
            {
                var (top, bottom) = (r * shape.Height / grid.Rows, (((r + 1) * shape.Height) + grid.Rows - 1) / grid.Rows);
                var (left, right) = (c * shape.Width / grid.Columns, (((c + 1) * shape.Width) + grid.Columns - 1) / grid.Columns);
                var item = new double[pixels[0].Length];
                for (var y = top; y < bottom; y++)
                {
                    for (var x = left; x < right; x++)
                    {
                        for (var d = 0; d < item.Length; d++)
                        {
                            item[d] += pixels[(y * shape.Width) + x][d] / ((bottom - top) * (right - left));
                        }
                    }
                }

                items[(r * grid.Columns) + c] = item;
            }
        }

        return items;
    }

    /// <summary>Eqs. 5 and 6 on the bank of one type, with all its queries of the batch.</summary>
    public static double[][] Update(double[][] bank, IReadOnlyList<double[]> queries, double decay)
    {
        var matched = queries.ToLookup(q => Enumerable.Range(0, bank.Length).MaxBy(i => Cosine(bank[i], q)));
        return [.. bank.Select((item, i) => matched[i].Any()
            ? item.Select((e, d) => (decay * e) + ((1 - decay) * matched[i].Average(q => q[d]))).ToArray()
            : item)];
    }

    /// <summary>Eqs. 7 and 8 for one query over the items of all types.</summary>
    public static double[] Reconstruct(double[] query, IReadOnlyList<double[]> items, double temperature)
    {
        var weights = items.Select(e => Math.Exp(Cosine(e, query) / temperature)).ToArray();
        var total = weights.Sum();
        return [.. query.Select((_, d) => items.Select((e, i) => weights[i] / total * e[d]).Sum())];
    }

    /// <summary>Eq. 9: features[s][b][pixel][d], items[s][item][d]; the weights [b][s] may be given, else they are the
    /// equation's.</summary>
    public static double ConMb(double[][][][] features, IReadOnlyList<double[]>[] items, double temperature, double[][]? given = null)
    {
        var batch = features[0].Length;
        var loss = 0.0;
        for (var b = 0; b < batch; b++)
        {
            var ratio = new double[3];
            for (var s = 0; s < 3; s++)
            {
                var error = Enumerable.Range(0, 3).Select(other => SquareError(features[s][b], items[other], temperature)).ToArray();
                ratio[s] = error[s] / (error.Sum() - error[s] + 1e-6);
            }

            var weights = given?[b] ?? Weights(features, items, temperature, b);
            loss += Enumerable.Range(0, 3).Sum(s => weights[s] * ratio[s]) / batch;
        }

        return loss;
    }

    /// <summary>The weights of Eq. 9 for one sequence.</summary>
    public static double[] Weights(double[][][][] features, IReadOnlyList<double[]>[] items, double temperature, int b)
    {
        var exponentials = Enumerable.Range(0, 3).Select(s =>
        {
            double[] rebuilt = [.. features[s][b].SelectMany(q => Reconstruct(q, items[s], temperature))];
            return Math.Exp(1 - Cosine([.. features[s][b].SelectMany(q => q)], rebuilt));
        }).ToArray();
        return [.. exponentials.Select(e => e / exponentials.Sum())];
    }

    /// <summary>Eq. 11: value of the read map at one place.</summary>
    public static double Read(double[][][] items, double[] prediction,
        StageShape shape, (int Rows, int Columns) grid, int channel, int frame, int y, int x)
    {
        var item = (y * grid.Rows / shape.Height * grid.Columns) + (x * grid.Columns / shape.Width);
        return items.Select((bank, k) => prediction[k] * bank[item][(frame * shape.Channels) + channel]).Sum();
    }

    private static double SquareError(double[][] queries, IReadOnlyList<double[]> items, double temperature) =>
        queries.SelectMany(q => Reconstruct(q, items, temperature).Zip(q, (r, f) => (r - f) * (r - f))).Average();
}

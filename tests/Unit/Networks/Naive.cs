using static TorchSharp.torch;

namespace MhdNet.Tests.Networks;

/// <summary>A five-axis array of doubles and the layers of SHFM as plain loops over it: the oracle, sharing no code with the
/// library.</summary>
internal sealed class Naive(params int[] shape)
{
    private readonly double[] _values = new double[shape.Aggregate(1, (product, size) => product * size)];

    public int[] Shape { get; } = shape;

    public ref double this[int a, int b, int c, int d, int e] =>
        ref _values[(((a * Shape[1] + b) * Shape[2] + c) * Shape[3] + d) * Shape[4] + e];

    public static Naive Of(Tensor tensor)
    {
        var naive = new Naive([.. tensor.shape.Select(size => (int)size), .. Enumerable.Repeat(1, 5 - (int)tensor.dim())]);
        using var flat = tensor.detach().to(float64).contiguous();
        flat.data<double>().CopyTo(naive._values);
        return naive;
    }

    public static Naive Fill(int[] shape, Func<int, int, int, int, int, double> value)
    {
        var naive = new Naive(shape);
        foreach (var (a, b, _) in Places(shape[0], shape[1], 1))
        {
            foreach (var (c, d, e) in Places(shape[2], shape[3], shape[4]))
            {
                naive[a, b, c, d, e] = value(a, b, c, d, e);
            }
        }

        return naive;
    }

    private static IEnumerable<(int, int, int)> Places(int a, int b, int c) =>
        from i in Enumerable.Range(0, a)
        from j in Enumerable.Range(0, b)
        from k in Enumerable.Range(0, c)
        select (i, j, k);

    public double Distance(Tensor tensor)
    {
        Assert.Equal(Shape.Select(size => (long)size), tensor.shape);
        var other = Of(tensor);
        return _values.Zip(other._values, (x, y) => Math.Abs(x - y)).Max();
    }

    /// <summary>Zero-padded convolution of stride (s, s, s); padding half the kernel.</summary>
    public static Naive Convolve(Naive x, Naive weight, Naive? bias, int stride = 1)
    {
        var (kt, kh, kw) = (weight.Shape[2], weight.Shape[3], weight.Shape[4]);
        int Size(int size, int kernel) => (size + 2 * (kernel / 2) - kernel) / stride + 1;
        return Fill([x.Shape[0], weight.Shape[0], Size(x.Shape[2], kt), Size(x.Shape[3], kh), Size(x.Shape[4], kw)], (b, o, t, h, w) =>
        {
            var sum = bias?[o, 0, 0, 0, 0] ?? 0;
            foreach (var (u, v, z) in Places(kt, kh, kw))
            {
                var (a, c, d) = (t * stride + u - kt / 2, h * stride + v - kh / 2, w * stride + z - kw / 2);
                if (a >= 0 && c >= 0 && d >= 0 && a < x.Shape[2] && c < x.Shape[3] && d < x.Shape[4])
                {
                    for (var i = 0; i < x.Shape[1]; i++)
                    {
                        sum += x[b, i, a, c, d] * weight[o, i, u, v, z];
                    }
                }
            }

            return sum;
        });
    }

    /// <summary>Mean over cells that run from floor(i size / cells) to ceil((i + 1) size / cells).</summary>
    public static Naive Pool(Naive x, int frames, int side) => Fill([x.Shape[0], x.Shape[1], frames, side, side], (b, c, t, h, w) =>
    {
        (int From, int To) Range(int i, int size, int cells) => (i * size / cells, ((i + 1) * size + cells - 1) / cells);
        var (ts, hs, ws) = (Range(t, x.Shape[2], frames), Range(h, x.Shape[3], side), Range(w, x.Shape[4], side));
        var (sum, count) = (0.0, 0);
        foreach (var (i, j, k) in Places(ts.To - ts.From, hs.To - hs.From, ws.To - ws.From))
        {
            sum += x[b, c, ts.From + i, hs.From + j, ws.From + k];
            count++;
        }

        return sum / count;
    });

    /// <summary>Eq. 3 as printed.</summary>
    public static Naive Involve(Naive x, Naive kernels)
    {
        var kappa = (int)Math.Sqrt(kernels.Shape[1]);
        return Fill(x.Shape, (b, c, t, h, w) =>
        {
            var sum = 0.0;
            foreach (var (i, j, _) in Places(kappa, kappa, 1))
            {
                var (u, v) = (i - kappa / 2, j - kappa / 2);
                if (h + u >= 0 && w + v >= 0 && h + u < x.Shape[3] && w + v < x.Shape[4])
                {
                    sum += x[b, c, t, h + u, w + v] * kernels[b, (u + kappa / 2) * kappa + v + kappa / 2, t, h, w];
                }
            }

            return sum;
        });
    }

    /// <summary>Batch normalisation in evaluation mode.</summary>
    public static Naive Normalise(Naive x, Func<string, Naive> parameter) => Fill(x.Shape, (b, c, t, h, w) =>
        (x[b, c, t, h, w] - parameter("running_mean")[c, 0, 0, 0, 0]) / Math.Sqrt(parameter("running_var")[c, 0, 0, 0, 0] + 1e-5)
        * parameter("weight")[c, 0, 0, 0, 0] + parameter("bias")[c, 0, 0, 0, 0]);
}

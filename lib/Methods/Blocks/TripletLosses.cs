using static TorchSharp.torch;

namespace MhdNet.Methods.Blocks;

/// <summary>
/// Losses that draw the embeddings of a class together and push those of others off, as pure functions. Embeddings lie on the unit
/// sphere; distances are squared Euclidean ones, from 0 to 4.
/// </summary>
public static class TripletLosses
{
    /// <summary>
    /// Triplets of a batch, every class counting the same: each sequence as the anchor a with each other one p of its class.
    /// <code>mean over classes of mean over (a, p) of [ d(a, p) − d(a, n) + m ]_+</code>
    /// The negative n is semi-hard: the nearest that is farther off than p, or the farthest of all where none is.
    /// </summary>
    /// <param name="embeddings">(B, D), of length 1.</param>
    /// <param name="labels">(B), int64.</param>
    /// <param name="margin">m.</param>
    /// <returns>A scalar; zero, with a graph, where no class has two sequences or there is one class only.</returns>
    public static Tensor Balanced(Tensor embeddings, Tensor labels, double margin)
    {
        ArgumentNullException.ThrowIfNull(embeddings);
        ArgumentNullException.ThrowIfNull(labels);
        using var scope = NewDisposeScope();
        var classes = labels.cpu().data<long>().ToArray();
        var distances = Distances(embeddings, embeddings);
        var found = distances.detach().to_type(ScalarType.Float64).cpu().contiguous().data<double>().ToArray();
        var triplets = new List<(long Class, long Anchor, long Positive, long Negative)>();
        for (var a = 0; a < classes.Length; a++)
        {
            for (var p = 0; p < classes.Length; p++)
            {
                if (p != a && classes[p] == classes[a] && Negative(found, classes, a, p) is { } n)
                {
                    triplets.Add((classes[a], a, p, n));
                }
            }
        }

        if (triplets.Count == 0)
        {
            return (embeddings.sum() * 0).MoveToOuterDisposeScope();
        }

        Tensor Rows(IEnumerable<long> rows) => tensor(rows.ToArray(), device: embeddings.device);
        var ofClass = triplets.CountBy(triplet => triplet.Class).ToDictionary(entry => entry.Key, entry => entry.Value);
        var weights = tensor(triplets.Select(triplet => 1.0 / (ofClass.Count * ofClass[triplet.Class])).ToArray(),
            dtype: embeddings.dtype, device: embeddings.device);
        var flat = distances.flatten();
        var near = flat.index_select(0, Rows(triplets.Select(triplet => (triplet.Anchor * classes.Length) + triplet.Positive)));
        var far = flat.index_select(0, Rows(triplets.Select(triplet => (triplet.Anchor * classes.Length) + triplet.Negative)));
        return (nn.functional.relu(near - far + margin) * weights).sum().MoveToOuterDisposeScope();
    }

    /// <summary>
    /// Triplets whose positive and negative are the centres of classes.
    /// <code>mean over sequences of [ d(e, c_y) − min_{k ≠ y} d(e, c_k) + m ]_+</code>
    /// Centres get no gradient, so a sequence's gradient depends on itself alone.
    /// </summary>
    /// <param name="embeddings">(B, D), of length 1.</param>
    /// <param name="labels">(B), int64.</param>
    /// <param name="centres">(K, D), of length 1.</param>
    /// <param name="known">(K), bool: the classes that have a centre.</param>
    /// <param name="margin">m.</param>
    /// <returns>A scalar; a sequence without a centre of its own, or with that alone, adds zero.</returns>
    public static Tensor ToCentres(Tensor embeddings, Tensor labels, Tensor centres, Tensor known, double margin)
    {
        ArgumentNullException.ThrowIfNull(embeddings);
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentNullException.ThrowIfNull(centres);
        ArgumentNullException.ThrowIfNull(known);
        using var scope = NewDisposeScope();
        var distances = Distances(embeddings, centres.detach());                       // (B, K)
        var own = nn.functional.one_hot(labels, centres.shape[0]).to_type(ScalarType.Bool);
        var others = known.unsqueeze(0) & own.logical_not();
        const double Farther = 1e6;   // than any centre: what does not count is never the nearest
        var nearest = distances.masked_fill(others.logical_not(), Farther).amin([1]);
        var hinge = nn.functional.relu((distances * own).sum(dim: 1) - nearest + margin);
        return (hinge * known.index_select(0, labels)).mean().MoveToOuterDisposeScope();
    }

    /// <summary>Squared Euclidean distances between vectors of length 1, (N, M).</summary>
    private static Tensor Distances(Tensor a, Tensor b)
    {
        using var scope = NewDisposeScope();
        return (2 - 2 * a.matmul(b.t())).MoveToOuterDisposeScope();
    }

    private static long? Negative(double[] distances, long[] classes, int anchor, int positive)
    {
        double Off(int row) => distances[(anchor * classes.Length) + row];
        int[] negatives = [.. Enumerable.Range(0, classes.Length).Where(row => classes[row] != classes[anchor])];
        int[] farther = [.. negatives.Where(row => Off(row) > Off(positive))];
        return farther.Length > 0 ? farther.MinBy(Off) : negatives.Length > 0 ? negatives.MaxBy(Off) : null;
    }
}

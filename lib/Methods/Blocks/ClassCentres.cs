using TorchSharp.Utils;
using static TorchSharp.torch;

namespace MhdNet.Methods.Blocks;

/// <summary>
/// One centre for each class: within an epoch it follows the batches' means, and after it is the mean of all that the epoch has shown.
/// Buffers, so that a resumed training goes on from the same centres.
/// </summary>
public sealed class ClassCentres : nn.Module
{
    [ComponentName(Name = "centres")]
    private readonly Tensor _centres;   // (K, D)

    [ComponentName(Name = "known")]
    private readonly Tensor _known;     // (K), bool

    [ComponentName(Name = "sums")]
    private readonly Tensor _sums;      // (K, D), of the epoch under way

    [ComponentName(Name = "counts")]
    private readonly Tensor _counts;    // (K), of the epoch under way

    /// <summary>No class has a centre yet.</summary>
    /// <param name="classes">K.</param>
    /// <param name="dimension">D.</param>
    public ClassCentres(int classes, int dimension)
        : base(nameof(ClassCentres))
    {
        _centres = zeros(classes, dimension);
        _known = zeros([classes], ScalarType.Bool);
        _sums = zeros(classes, dimension);
        _counts = zeros(classes);
        // they live as long as the module, whatever scope that was made in
        foreach (var kept in new[] { _centres, _known, _sums, _counts })
        {
            kept.DetachFromDisposeScope();
        }

        RegisterComponents();
    }

    /// <summary>The centres, (K, D), of length 1; zero for a class that has none.</summary>
    public Tensor Values => _centres;

    /// <summary>Which classes have one, (K), bool.</summary>
    public Tensor Known => _known;

    /// <summary>Takes up a batch: a centre moves towards the mean of its class, and a first mean is the centre.</summary>
    /// <param name="embeddings">(B, D), of length 1.</param>
    /// <param name="labels">(B), int64.</param>
    /// <param name="kept">Share of a centre that stays; 1: centres stay, and the batch counts for the epoch's mean alone.</param>
    public void Add(Tensor embeddings, Tensor labels, double kept)
    {
        ArgumentNullException.ThrowIfNull(embeddings);
        ArgumentNullException.ThrowIfNull(labels);
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var sums = zeros_like(_sums).index_add_(0, labels, embeddings.detach(), 1);
        var counts = zeros_like(_counts).index_add_(0, labels, ones_like(labels).to_type(_counts.dtype), 1);
        _sums.add_(sums);
        _counts.add_(counts);
        if (kept < 1)
        {
            var mean = Unit(sums);
            Move(where(_known.unsqueeze(1), (kept * _centres) + ((1 - kept) * mean), mean), counts);
        }
    }

    /// <summary>Makes each centre the mean of its class over the epoch that is over, and begins another epoch.</summary>
    public void EndEpoch()
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        Move(_sums, _counts);
        _sums.zero_();
        _counts.zero_();
    }

    private void Move(Tensor towards, Tensor counts)
    {
        var seen = counts > 0;
        _centres.copy_(where(seen.unsqueeze(1), Unit(towards), _centres));
        _known.copy_(_known | seen);
    }

    private static Tensor Unit(Tensor vectors) => nn.functional.normalize(vectors, 2, 1);
}

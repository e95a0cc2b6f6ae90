using System.Text.RegularExpressions;
using MhdNet.Networks;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MhdNet.Reports.Calibration;

/// <summary>
/// Looks at a network's features of a sequence: the mean of each channel after each stage of its ResNets, from edges and noise to parts of
/// a body, and what its last layer is given. The last layer is the linear one with an output per class that was called last, whatever the
/// method.
/// </summary>
internal sealed partial class FeatureProbe : IDisposable
{
    private const string Last = "last";
    private readonly List<Action> _removals = [];
    private readonly SortedDictionary<string, float[][]> _seen = new(StringComparer.Ordinal);

    /// <summary>Begins to look.</summary>
    /// <param name="classifier">The network.</param>
    public FeatureProbe(Classifier classifier)
    {
        foreach (var (name, module) in classifier.named_modules())
        {
            if (module is Sequential stage && StageName().IsMatch(name))
            {
                var hook = stage.register_forward_hook((_, _, output) =>
                {
                    using var channels = output.detach().flatten(2).mean([2]); // (B, C)
                    _seen[name] = Rows(channels);
                    return output;
                });
                _removals.Add(hook.remove);
            }
            else if (module is Linear linear && linear.weight.shape[0] == classifier.Size.ClassCount)
            {
                var hook = linear.register_forward_hook((_, input, output) =>
                {
                    _seen[Last] = Rows(input);
                    return output;
                });
                _removals.Add(hook.remove);
            }
        }
    }

    /// <summary>Features of the last forward pass, a row per sequence; none where the network has no such layer.</summary>
    public IReadOnlyList<float[]> Seen => _seen.TryGetValue(Last, out var last)
        ? [.. Enumerable.Range(0, last.Length).Select(i => _seen.Values.SelectMany(rows => rows[i]).ToArray())]
        : [];

    /// <inheritdoc/>
    public void Dispose() => _removals.ForEach(remove => remove());

    private static float[][] Rows(Tensor input)
    {
        using var scope = NewDisposeScope();
        var rows = input.detach().flatten(1).to_type(ScalarType.Float32).cpu().contiguous();
        return [.. rows.data<float>().ToArray().Chunk((int)rows.shape[1])];
    }

    [GeneratedRegex(@"(^|\.)layer[1-4]$")]
    private static partial Regex StageName();
}

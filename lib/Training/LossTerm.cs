using static TorchSharp.torch;

namespace MhdNet.Training;

/// <summary>One term of a step's loss.</summary>
/// <param name="Name">As in the history: "ce", "mse".</param>
/// <param name="Value">Mean over the sequences it is taken of, a scalar with its graph.</param>
/// <param name="Weight">What it counts in the total.</param>
/// <param name="OfPairs">Whether it is a mean over the sequences that have pathology, instead of all.</param>
public sealed record LossTerm(string Name, Tensor Value, double Weight = 1, bool OfPairs = false)
{
    /// <summary>Of a batch that teaches nothing, such as one without pathology where it is needed: zero, with a graph.</summary>
    /// <param name="name">As in the history.</param>
    /// <param name="network">What is trained.</param>
    public static LossTerm Nothing(string name, nn.Module network)
    {
        ArgumentNullException.ThrowIfNull(network);
        return new LossTerm(name, network.parameters().First().sum() * 0);
    }
}

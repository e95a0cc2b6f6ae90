namespace MhdNet.Networks.Cost;

/// <summary>What a network costs, part by part, for one sequence.</summary>
/// <param name="Parts">In the order of computation.</param>
public sealed record Complexity(IReadOnlyList<LayerCost> Parts)
{
    /// <summary>Trained or stored values.</summary>
    public long Parameters => Parts.Sum(part => part.Parameters);

    /// <summary>Multiply-adds of a forward pass.</summary>
    public long MultiplyAdds => Parts.Sum(part => part.MultiplyAdds);

    /// <summary>Activations in MiB of float32.</summary>
    public double ActivationMiB => Parts.Sum(part => part.ActivationMiB);

    /// <summary>What a network costs.</summary>
    /// <param name="classifier">The network, whole: all that is deployed.</param>
    public static Complexity Count(Classifier classifier)
    {
        ArgumentNullException.ThrowIfNull(classifier);
        return new(classifier.Cost());
    }
}

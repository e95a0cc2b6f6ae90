namespace MhdNet.Networks.Cost;

/// <summary>What one part of a network costs.</summary>
/// <param name="Part">Its name: "radiology stage 1", "SHFM 2", ...</param>
/// <param name="Output">Sizes of what it gives, (B, C, T, H, W) or (B, classes).</param>
/// <param name="Parameters">Trained or stored values.</param>
/// <param name="MultiplyAdds">Multiply-adds of a forward pass.</param>
/// <param name="Activations">Values of the tensors it makes on the way, each once: about what training keeps.</param>
public sealed record LayerCost(string Part, IReadOnlyList<long> Output, long Parameters, long MultiplyAdds, long Activations)
{
    /// <summary>Activations in MiB of float32.</summary>
    public double ActivationMiB => Activations * 4 / 1048576.0;
}

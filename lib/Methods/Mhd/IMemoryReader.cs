using static TorchSharp.torch;

namespace MhdNet.Methods.Mhd;

/// <summary>What the student sees of the memory (Sec. III-B.3): features read under a predicted type, and nothing else.</summary>
public interface IMemoryReader
{
    /// <summary>Memory-aware pathology features of the first three stages (Eq. 11).</summary>
    /// <param name="prediction">Class probabilities of the radiology branch, (B, ClassCount); the types come first, `other` last.</param>
    /// <returns>Three tensors (B, C, T, H, W), of the stages' shapes.</returns>
    public IReadOnlyList<Tensor> Read(Tensor prediction);
}

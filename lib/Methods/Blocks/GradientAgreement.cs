using static TorchSharp.torch;

namespace MhdNet.Methods.Blocks;

/// <summary>
/// Whether losses pull the same way: cosines between their gradients with respect to a feature that all of them depend on. SCKD gates its
/// losses by it, DGMKD-Net weighs them by it.
/// </summary>
public static class GradientAgreement
{
    /// <summary>Cosines between the gradients of some losses, taken over the whole batch.</summary>
    /// <param name="losses">Scalars with their graph, which stays.</param>
    /// <param name="feature">What they are differentiated by; a loss that does not depend on it has gradient zero.</param>
    /// <returns>A symmetric matrix with ones on the diagonal; 0 where a gradient vanishes.</returns>
    public static double[,] Cosines(IReadOnlyList<Tensor> losses, Tensor feature)
    {
        ArgumentNullException.ThrowIfNull(losses);
        ArgumentNullException.ThrowIfNull(feature);
        using var scope = NewDisposeScope();
        var gradients = losses.Select(loss => Gradients(loss, [feature])[0]).ToArray();
        var cosines = new double[losses.Count, losses.Count];
        for (var i = 0; i < losses.Count; i++)
        {
            for (var j = 0; j <= i; j++)
            {
                cosines[i, j] = cosines[j, i] = i == j ? 1 : Cosine(gradients[i], gradients[j]);
            }
        }

        return cosines;
    }

    /// <summary>Cosines between the gradient of one loss and those of others, each at a feature of its own, in one backward pass of the
    /// first.</summary>
    /// <param name="loss">A scalar with its graph, which stays.</param>
    /// <param name="others">Further such losses, and what both are differentiated by.</param>
    /// <returns>One for each of the others; 0 where a gradient vanishes.</returns>
    public static IReadOnlyList<double> WithEach(Tensor loss, IReadOnlyList<(Tensor Loss, Tensor Feature)> others)
    {
        ArgumentNullException.ThrowIfNull(loss);
        ArgumentNullException.ThrowIfNull(others);
        using var scope = NewDisposeScope();
        var own = Gradients(loss, [.. others.Select(other => other.Feature)]);
        return [.. others.Zip(own, (other, gradient) => Cosine(gradient, Gradients(other.Loss, [other.Feature])[0]))];
    }

    private static Tensor[] Gradients(Tensor loss, Tensor[] features)
    {
        if (!loss.requires_grad || features.Length == 0)
        {
            return [.. features.Select(feature => zeros_like(feature))];
        }

        var found = autograd.grad([loss], features, retain_graph: true, allow_unused: true);
        return [.. found.Zip(features, (gradient, feature) => gradient.IsInvalid ? zeros_like(feature) : gradient)];
    }

    private static double Cosine(Tensor a, Tensor b)
    {
        var norms = a.norm().item<float>() * (double)b.norm().item<float>();
        return norms == 0 ? 0 : (a * b).sum().item<float>() / norms;
    }
}

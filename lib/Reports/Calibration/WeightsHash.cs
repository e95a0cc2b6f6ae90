using System.Security.Cryptography;
using System.Text;
using MhdNet.Networks;
using static TorchSharp.torch;

namespace MhdNet.Reports.Calibration;

/// <summary>Names a network's weights, wherever they are stored: an exported and imported network has the same name, a trained-on one
/// has not.</summary>
internal static class WeightsHash
{
    /// <summary>SHA-256 of names and values of all tensors, hexadecimal.</summary>
    public static string Of(Classifier classifier)
    {
        ArgumentNullException.ThrowIfNull(classifier);
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (name, value) in classifier.state_dict().OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            hash.AppendData(Encoding.UTF8.GetBytes(name));
            hash.AppendData(value.detach().cpu().contiguous().bytes);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}

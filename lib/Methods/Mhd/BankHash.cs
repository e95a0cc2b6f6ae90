using System.Security.Cryptography;
using static TorchSharp.torch;

namespace MhdNet.Methods.Mhd;

/// <summary>What tells whether anything has changed a memory's banks.</summary>
internal static class BankHash
{
    /// <summary>SHA-256 of banks, shape and values, in hexadecimal.</summary>
    /// <param name="banks">One per stage, (K, M, D) each.</param>
    public static string Compute(IEnumerable<Tensor> banks)
    {
        using var scope = NewDisposeScope();
        using var sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var bank in banks)
        {
            var onHost = bank.detach().cpu().contiguous();
            foreach (var length in bank.shape)
            {
                sha.AppendData(BitConverter.GetBytes(length));
            }

            sha.AppendData(onHost.bytes);
        }

        return Convert.ToHexStringLower(sha.GetHashAndReset());
    }
}

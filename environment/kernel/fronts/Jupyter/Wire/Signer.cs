using System.Security.Cryptography;
using System.Text;

namespace Cellwright.Fronts.Jupyter.Wire;

/// <summary>
/// Signs messages with the secret of the connection file: HMAC-SHA256 over header, parent, metadata and content, in lower-case
/// hexadecimal.
/// </summary>
/// <param name="key">The secret; if it is empty, nothing is signed and everything accepted, as the protocol says.</param>
public sealed class Signer(string key)
{
    /// <summary>The protocol's name of the scheme.</summary>
    public const string Scheme = "hmac-sha256";

    private readonly byte[] secret = Encoding.UTF8.GetBytes(key);

    /// <summary>The signature of a message's four parts.</summary>
    public byte[] Sign(IReadOnlyList<byte[]> parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        if (secret.Length == 0)
        {
            return [];
        }

        using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, secret);
        foreach (var part in parts)
        {
            hash.AppendData(part);
        }

        return Encoding.ASCII.GetBytes(Convert.ToHexStringLower(hash.GetHashAndReset()));
    }

    /// <summary>Whether the signature is that of the parts; takes the same time for any wrong one.</summary>
    public bool Accepts(byte[] signature, IReadOnlyList<byte[]> parts) =>
        secret.Length == 0 || CryptographicOperations.FixedTimeEquals(signature, Sign(parts));
}

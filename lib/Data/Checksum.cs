using System.Security.Cryptography;
using System.Text;

namespace MhdNet.Data;

/// <summary>SHA-256 in lower-case hexadecimal: names bytes wherever they lie.</summary>
internal static class Checksum
{
    private const int ShortLength = 16; // 64 bits name what one person holds

    /// <summary>The checksum of bytes, 64 digits.</summary>
    public static string Compute(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    /// <summary>The checksum of a text in UTF-8, 64 digits.</summary>
    public static string Compute(string text) => Compute(Encoding.UTF8.GetBytes(text));

    /// <summary>The first 16 digits of a text's checksum: a fingerprint.</summary>
    public static string Short(string text) => Compute(text)[..ShortLength];

    /// <summary>The checksum of a file's content, 64 digits; the file is read to its end.</summary>
    public static string OfFile(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, FileOptions.SequentialScan);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }
}

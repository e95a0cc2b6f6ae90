using System.Security.Cryptography;
using System.Text;

namespace MhdNet.Runtime;

/// <summary>SHA-256 in hexadecimal: what files and records are known by.</summary>
public static class ContentHash
{
    /// <summary>Of a file's bytes.</summary>
    /// <param name="path">A regular file.</param>
    public static string OfFile(string path)
    {
        using var stream = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }

    /// <summary>Of a text, as UTF-8.</summary>
    public static string OfText(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}

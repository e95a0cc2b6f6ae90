namespace Cellwright;

/// <summary>One value in several representations; the reader's program takes the richest that it can show.</summary>
/// <param name="Data">Content by mime type: text as it is, images in base64.</param>
public sealed record MimeBundle(IReadOnlyDictionary<string, string> Data)
{
    /// <summary>Mime types for a live screen alone, not worth keeping in a file (interactive charts carry megabytes of script).</summary>
    public IReadOnlySet<string> LiveOnly { get; init; } = new HashSet<string>();

    /// <summary>What a notebook file keeps.</summary>
    public IReadOnlyDictionary<string, string> Kept =>
        Data.Where(entry => !LiveOnly.Contains(entry.Key)).ToDictionary();

    /// <summary>Whether a mime type's content is text; the others are base64.</summary>
    public static bool IsText(string mimeType)
    {
        ArgumentNullException.ThrowIfNull(mimeType);
        return mimeType.StartsWith("text/", StringComparison.Ordinal) || mimeType is "image/svg+xml" or "application/javascript";
    }
}

namespace Cellwright;

/// <summary>A text that is its own representation.</summary>
/// <param name="Text">The text.</param>
/// <param name="MimeType">Of which kind it is.</param>
internal sealed record Typed(string Text, string MimeType);

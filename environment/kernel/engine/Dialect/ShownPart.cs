namespace Cellwright.Engine.Dialect;

/// <summary>A part of a cell that is shown instead of run.</summary>
internal static class ShownPart
{
    /// <summary>Its representations.</summary>
    public static MimeBundle Of(CellPart part) => new(part switch
    {
        { Use: LanguageUse.PassOver } => new Dictionary<string, string>
        {
            ["text/plain"] = $"{part.Language}: passed over, this kernel runs C#",
        },
        { Language: "HTML" } => new() { ["text/html"] = part.Text, ["text/plain"] = part.Text },
        { Language: "JavaScript" } => new() { ["text/html"] = $"<script>\n{part.Text}\n</script>", ["text/plain"] = "[JavaScript]" },
        { Language: "Mermaid" } => new()
        {
            ["text/vnd.mermaid"] = part.Text,
            ["text/markdown"] = $"```mermaid\n{part.Text}\n```",
            ["text/plain"] = part.Text,
        },
        _ => new() { ["text/markdown"] = part.Text, ["text/plain"] = part.Text },
    });
}

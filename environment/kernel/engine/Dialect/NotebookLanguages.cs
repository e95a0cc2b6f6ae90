using System.Text.Json;

namespace Cellwright.Engine.Dialect;

/// <summary>In which language a cell of a notebook file is, as .NET Interactive and Polyglot Notebooks note it.</summary>
public static class NotebookLanguages
{
    private static readonly (string Tool, string Name)[] Notes =
        [("polyglot_notebook", "kernelName"), ("dotnet_interactive", "language"), ("vscode", "languageId")];

    /// <summary>The name that a cell's metadata gives; null: none, the notebook's own.</summary>
    /// <param name="cell">The cell's JSON.</param>
    public static string? Of(JsonElement cell)
    {
        if (!cell.TryGetProperty("metadata", out var metadata) || metadata.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        foreach (var (tool, name) in Notes)
        {
            if (metadata.TryGetProperty(tool, out var note) && note.ValueKind == JsonValueKind.Object
                && note.TryGetProperty(name, out var language) && language.ValueKind == JsonValueKind.String)
            {
                return language.GetString();
            }
        }

        return null;
    }

    /// <summary>A cell's text with the line that names its language, where that is not C#.</summary>
    public static string Mark(string source, string? language) =>
        language is null || IsCSharp(language) || source.TrimStart().StartsWith("#!", StringComparison.Ordinal)
            ? source
            : $"#!{language}\n{source}";

    /// <summary>Whether a language's name stands for C#.</summary>
    public static bool IsCSharp(string language) => Languages.Of(language) is { Use: LanguageUse.Run };

    /// <summary>The cells of a <c>.dib</c> file, whose lines such as <c>#!csharp</c> each begin one; its settings are left out.</summary>
    /// <param name="text">The file's content.</param>
    public static IReadOnlyList<(string Language, string Source)> DibCells(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var cells = new List<(string Language, List<string> Lines)>();
        foreach (var line in text.ReplaceLineEndings("\n").Split('\n'))
        {
            if (line.StartsWith("#!", StringComparison.Ordinal) && Languages.Of(line[2..].Trim()) is not null)
            {
                cells.Add((line[2..].Trim(), []));
            }
            else
            {
                if (cells.Count == 0)
                {
                    cells.Add(("csharp", []));
                }

                cells[^1].Lines.Add(line);
            }
        }

        return
        [
            .. cells.Where(cell => Languages.Of(cell.Language)!.Value.Use != LanguageUse.Ignore)
                .Select(cell => (cell.Language, string.Join('\n', cell.Lines).Trim('\n'))).Where(cell => cell.Item2.Length > 0),
        ];
    }
}

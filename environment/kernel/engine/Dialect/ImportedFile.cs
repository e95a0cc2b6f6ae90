using System.Text.Json;

namespace Cellwright.Engine.Dialect;

/// <summary>What <c>#!import</c> brings in: the code cells of a notebook, or a script as one cell.</summary>
internal static class ImportedFile
{
    /// <summary>Reads a file.</summary>
    /// <returns>The texts of its cells.</returns>
    /// <exception cref="DialectException">The file is missing, of another kind, or no notebook.</exception>
    public static IReadOnlyList<string> Cells(string path)
    {
        try
        {
            return Path.GetExtension(path).ToLowerInvariant() switch
            {
                ".ipynb" => CodeCells(File.ReadAllBytes(path)),
                ".dib" or ".cs" or ".csx" => [File.ReadAllText(path)],
                var other => throw new DialectException(
                    $"#!import {path}: {(other.Length == 0 ? "a file without an ending" : other)} cannot be imported; "
                    + ".ipynb, .dib, .cs and .csx can."),
            };
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new DialectException($"#!import {path}: cannot be read ({exception.Message}); the path is relative to the notebook.");
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            throw new DialectException($"#!import {path}: is no notebook ({exception.Message}).");
        }
    }

    private static List<string> CodeCells(byte[] json)
    {
        using var notebook = JsonDocument.Parse(json);
        return
        [
            .. notebook.RootElement.GetProperty("cells").EnumerateArray()
                .Where(cell => cell.GetProperty("cell_type").GetString() == "code")
                .Select(cell => NotebookLanguages.Mark(Text(cell.GetProperty("source")), NotebookLanguages.Of(cell))),
        ];
    }

    private static string Text(JsonElement source) => source.ValueKind == JsonValueKind.Array
        ? string.Concat(source.EnumerateArray().Select(line => line.GetString()))
        : source.GetString()!;
}

using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Cellwright.Engine.Dialect;
using MhdNet.Runtime;

namespace Cellwright.Fronts.Headless;

/// <summary>A notebook file, format 4.5. Everything that this class does not know is kept as it was.</summary>
public sealed class NotebookDocument
{
    private static readonly JsonWriterOptions Layout = new()
    {
        Indented = true,
        IndentSize = 1,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private readonly JsonObject root;

    private NotebookDocument(JsonObject root) => this.root = root;

    /// <summary>The cells in order.</summary>
    public IReadOnlyList<NotebookCell> Cells => [.. CellArray.Select(cell => new NotebookCell((JsonObject)cell!))];

    private JsonArray CellArray => (JsonArray)root["cells"]!;

    /// <summary>Reads a C# notebook.</summary>
    /// <param name="path">The file: <c>.ipynb</c>, or <c>.dib</c>.</param>
    /// <exception cref="InputException">The file is missing, no notebook, of an older format, or in another language.</exception>
    public static NotebookDocument Load(string path)
    {
        string text;
        try
        {
            text = File.ReadAllText(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            var why = exception is FileNotFoundException or DirectoryNotFoundException ? "no such file" : exception.Message;
            throw new InputException($"{path}: cannot be read ({why}).", exception);
        }

        return Path.GetExtension(path).Equals(".dib", StringComparison.OrdinalIgnoreCase) ? ParseDib(text) : Parse(text, path);
    }

    /// <summary>Reads a <c>.dib</c> file of Polyglot Notebooks: its cells, without outputs, as a notebook of this format.</summary>
    /// <param name="text">The file's content.</param>
    public static NotebookDocument ParseDib(string text)
    {
        var cells = NotebookLanguages.DibCells(text).Select(cell => cell.Language is "markdown" or "md"
            ? new JsonObject
            {
                ["cell_type"] = "markdown",
                ["metadata"] = new JsonObject(),
                ["source"] = NotebookText.Split(cell.Source),
            }
            : Code(cell.Source, new JsonObject { ["polyglot_notebook"] = new JsonObject { ["kernelName"] = cell.Language } }));
        var document = new NotebookDocument(new JsonObject
        {
            ["cells"] = new JsonArray([.. cells]),
            ["metadata"] = new JsonObject { ["kernelspec"] = NotebookFormat.CSharpKernel() },
            ["nbformat"] = 4,
            ["nbformat_minor"] = 5,
        });
        NotebookFormat.RequireCSharp(document.root, "");
        document.CompleteIds();
        return document;
    }

    /// <summary>Reads a C# notebook from its text.</summary>
    /// <param name="text">The file's content.</param>
    /// <param name="name">What error messages call it.</param>
    /// <exception cref="InputException">As <see cref="Load"/>.</exception>
    public static NotebookDocument Parse(string text, string name)
    {
        JsonNode? json;
        try
        {
            json = JsonNode.Parse(text);
        }
        catch (JsonException exception)
        {
            throw new InputException(
                $"{name}: is no notebook: its JSON breaks off or is wrong in line {exception.LineNumber + 1}.", exception);
        }

        if (json is not JsonObject root || root["cells"] is not JsonArray cells || !cells.All(NotebookFormat.IsCell))
        {
            throw new InputException($"{name}: is no notebook of format 4: it has no list of cells.");
        }

        NotebookFormat.Require(root, name);
        NotebookFormat.RequireCSharp(root, name);
        var document = new NotebookDocument(root);
        document.CompleteIds();
        return document;
    }

    /// <summary>The file's content: as Jupyter lays it out, so that a version control system shows what changed.</summary>
    public string ToText()
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, Layout))
        {
            root.WriteTo(writer);
        }

        return Encoding.UTF8.GetString(stream.ToArray()) + "\n";
    }

    /// <summary>Writes the file, whole or not at all.</summary>
    public void Save(string path) => AtomicFile.WriteText(path, ToText());

    /// <summary>Adds a code cell.</summary>
    /// <param name="position">Where, counted from 0.</param>
    /// <param name="source">Its text.</param>
    /// <param name="tag">Its one tag.</param>
    public void InsertCode(int position, string source, string tag)
    {
        CellArray.Insert(position, Code(source, new JsonObject { ["tags"] = new JsonArray(tag) }));
        CompleteIds();
    }

    /// <summary>Takes a cell out.</summary>
    public void Remove(NotebookCell cell)
    {
        ArgumentNullException.ThrowIfNull(cell);
        CellArray.Remove(cell.Json);
    }

    private static JsonObject Code(string source, JsonObject metadata) => new()
    {
        ["cell_type"] = "code",
        ["execution_count"] = null,
        ["metadata"] = metadata,
        ["outputs"] = new JsonArray(),
        ["source"] = NotebookText.Split(source),
    };

    // Format 4.5 requires a different id for each cell; it is made from the content, so that two runs give the same.
    private void CompleteIds()
    {
        var seen = new HashSet<string>();
        foreach (var (index, node) in CellArray.Index())
        {
            var cell = (JsonObject)node!;
            if (cell["id"]?.ToString() is { Length: > 0 and <= 64 } id && seen.Add(id))
            {
                continue;
            }

            for (var salt = 0; ; salt++)
            {
                var content = Encoding.UTF8.GetBytes($"{index} {salt} {NotebookText.Join(cell["source"])}");
                var made = Convert.ToHexStringLower(SHA256.HashData(content))[..8];
                if (seen.Add(made))
                {
                    cell["id"] = made;
                    break;
                }
            }
        }
    }
}

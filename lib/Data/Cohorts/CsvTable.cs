using CsvHelper;
using MhdNet.Runtime;

namespace MhdNet.Data.Cohorts;

/// <summary>A CSV file with a header, or one of tabs, read whole; each row knows its line so that a problem can be placed.</summary>
internal sealed class CsvTable
{
    private static readonly CsvReaderOptions Reading = new()
    {
        TrimWhitespace = true,
        TrackLineNumbers = true,
        MalformedData = CsvMalformedDataHandling.Throw
    };
    private static readonly CsvReaderOptions ReadingTabs = new()
    {
        Separator = '\t',
        Mode = CsvMode.NoEscape,
        TrimWhitespace = true,
        TrackLineNumbers = true
    };
    private static readonly CsvWriterOptions Writing = new() { NewLine = "\n" };

    private const long LargestTable = 1L << 30;

    private readonly bool _isWhole;

    private CsvTable(string path, IReadOnlyList<Row> rows, bool isWhole) => (Path, Rows, _isWhole) = (path, rows, isWhole);

    public string Path { get; }

    public IReadOnlyList<Row> Rows { get; }

    /// <summary>
    /// Reads the file; what is wrong with it is added to <paramref name="problems"/>, and the rows that stand are returned. Columns that
    /// may be absent are empty then.
    /// </summary>
    public static CsvTable Read(string path, IReadOnlyList<string> columns, ICollection<string> problems,
        params IReadOnlyList<string> optional)
    {
        var rows = new List<Row>();
        if (!File.Exists(path))
        {
            problems.Add($"{path}: missing: write it with the columns {string.Join(",", columns)}");
            return new CsvTable(path, rows, isWhole: false);
        }

        if (NoTable(path) is { } otherwise)
        {
            problems.Add($"{path}:1: no column {string.Join(", ", columns)} ({otherwise}): name them in the first line");
            return new CsvTable(path, rows, isWhole: false);
        }

        try
        {
            using var csv = CsvReader.FromFile(path, OptionsFor(path));
            csv.ReadHeader();
            var header = csv.Headers.ToArray();
            var missing = columns.Where(column => !header.Contains(column)).ToList();
            if (missing.Count > 0)
            {
                problems.Add($"{path}:1: no column {string.Join(", ", missing)} (found: {Shortened(OneLine(string.Join(",", header)))}): "
                    + $"name the columns {string.Join(",", columns)}");
                return new CsvTable(path, rows, isWhole: false);
            }

            while (csv.Read())
            {
                var line = (int)csv.LineNumber;
                if (csv.FieldCount != header.Length)
                {
                    problems.Add($"{path}:{line}: {csv.FieldCount} fields instead of {header.Length}: quote fields that contain commas");
                    continue;
                }

                rows.Add(new Row(line, columns.Concat(optional).ToDictionary(column => column,
                    column => header.Contains(column) ? OneLine(csv.GetString(column)) : "")));
            }
        }
        catch (CsvFormatException failure)
        {
            problems.Add($"{path}:{failure.LineNumber}: not readable as CSV: check the quotes of that line");
            return new CsvTable(path, rows, isWhole: false);
        }

        return new CsvTable(path, rows, isWhole: true);
    }

    /// <summary>The columns of a file that came from elsewhere; empty where it has none.</summary>
    /// <exception cref="InputException">No such file, or no table.</exception>
    public static IReadOnlyList<string> Columns(string path)
    {
        if (!File.Exists(path))
        {
            throw new InputException($"{path}: no such file: correct the path");
        }

        if (NoTable(path) is { } otherwise)
        {
            throw new InputException($"{path}:1: {otherwise}: give a table with a header");
        }

        try
        {
            using var csv = CsvReader.FromFile(path, OptionsFor(path));
            csv.ReadHeader();
            return [.. csv.Headers.ToArray().Select(OneLine)];
        }
        catch (CsvFormatException failure)
        {
            throw new InputException($"{path}:{failure.LineNumber}: not readable as CSV: check the quotes of that line", failure);
        }
    }

    /// <summary>
    /// Reads a file that came from elsewhere: rows that do not stand are told, and a file that cannot be read to its end is an error.
    /// </summary>
    /// <exception cref="InputException">No such file, no such columns, or quotes that do not close.</exception>
    public static CsvTable ReadForeign(string path, IReadOnlyList<string> columns, Action<string> told)
    {
        var problems = new List<string>();
        var table = Read(path, columns, problems);
        if (!table._isWhole)
        {
            throw new InputException(problems[^1]);
        }

        problems.ForEach(told);
        return table;
    }

    /// <summary>Reads a file the project wrote itself: the first problem is an error.</summary>
    public static CsvTable ReadOrThrow(string path, IReadOnlyList<string> columns)
    {
        var problems = new List<string>();
        var table = Read(path, columns, problems);
        return problems.Count == 0 ? table : throw new InputException(problems[0]);
    }

    /// <summary>Writes a CSV file whole or not at all.</summary>
    public static void Write(string path, IReadOnlyList<string> columns, IEnumerable<IReadOnlyList<string>> rows) =>
        AtomicFile.Write(path, stream =>
        {
            using var csv = CsvWriter.Create(stream, Writing, leaveOpen: true);
            csv.WriteRecord([.. columns]);
            foreach (var row in rows)
            {
                csv.WriteRecord([.. row]);
            }
        });

    // pipes and devices have no length, and may have no end; what is far too long is not read to its first line break
    private static string? NoTable(string path) => RegularFile.Length(path) switch
    {
        0 => "empty, or no file on a disk",
        > LargestTable => $"larger than {LargestTable >> 20} MiB, which no table is",
        _ => null,
    };

    public string At(Row row) => $"{Path}:{row.Line}";

    // tables of tabs, such as the GDC's, quote nothing: a quote in them is a character
    private static CsvReaderOptions OptionsFor(string path) => File.ReadLines(path).FirstOrDefault("").Contains('\t')
        ? ReadingTabs : Reading;

    private static string Shortened(string text) => text.Length <= 200 ? text : text[..200] + "...";

    // what is printed goes to a terminal: no line breaks and no control characters
    private static string OneLine(string text) => text.AsSpan().ContainsAnyInRange('\0', '\u001f') || text.Contains('\u007f')
        ? string.Concat(text.ReplaceLineEndings(" ").Select(letter => char.IsControl(letter) ? '?' : letter))
        : text;

    internal sealed record Row(int Line, IReadOnlyDictionary<string, string> Fields)
    {
        public string this[string column] => Fields[column];
    }
}

using CsvHelper;
using MhdNet.Runtime;

namespace MhdNet.Data;

/// <summary>A CSV file with a header, read whole; each row knows its line so that a problem can be placed.</summary>
internal sealed class CsvTable
{
    private static readonly CsvReaderOptions Reading = new() { TrimWhitespace = true, TrackLineNumbers = true, MalformedData = CsvMalformedDataHandling.Throw };
    private static readonly CsvWriterOptions Writing = new() { NewLine = "\n" };

    private CsvTable(string path, IReadOnlyList<Row> rows) => (Path, Rows) = (path, rows);

    public string Path { get; }

    public IReadOnlyList<Row> Rows { get; }

    /// <summary>Reads the file; what is wrong with it is added to <paramref name="problems"/>, and the rows that stand are returned.</summary>
    public static CsvTable Read(string path, IReadOnlyList<string> columns, ICollection<string> problems)
    {
        var rows = new List<Row>();
        if (!File.Exists(path))
        {
            problems.Add($"{path}: missing: write it with the columns {string.Join(",", columns)}");
            return new CsvTable(path, rows);
        }

        try
        {
            using var csv = CsvReader.FromFile(path, Reading);
            csv.ReadHeader();
            var header = csv.Headers.ToArray();
            var missing = columns.Where(column => !header.Contains(column)).ToList();
            if (missing.Count > 0)
            {
                problems.Add($"{path}:1: no column {string.Join(", ", missing)} (found: {OneLine(string.Join(",", header))}): name the columns {string.Join(",", columns)}");
                return new CsvTable(path, rows);
            }

            while (csv.Read())
            {
                var line = (int)csv.LineNumber;
                if (csv.FieldCount != header.Length)
                {
                    problems.Add($"{path}:{line}: {csv.FieldCount} fields instead of {header.Length}: quote fields that contain commas");
                    continue;
                }

                rows.Add(new Row(line, columns.ToDictionary(column => column, column => OneLine(csv.GetString(column)))));
            }
        }
        catch (CsvFormatException failure)
        {
            problems.Add($"{path}:{failure.LineNumber}: not readable as CSV: check the quotes of that line");
        }

        return new CsvTable(path, rows);
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

    public string At(Row row) => $"{Path}:{row.Line}";

    private static string OneLine(string text) => text.ReplaceLineEndings(" ");

    internal sealed record Row(int Line, IReadOnlyDictionary<string, string> Fields)
    {
        public string this[string column] => Fields[column];
    }
}

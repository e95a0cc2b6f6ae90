using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using MhdNet.Data.Cohorts;
using MhdNet.Runtime;

namespace MhdNet.Data.Sequences;

/// <summary>
/// Preprocessed sequences on disk: sequences.csv, one pixel file per sequence (`pixels/&lt;seq_id&gt;.npy`, uint8, (C, T, H, W)) and
/// store.json, which holds how they were made. Written by <see cref="SequenceStoreWriter"/>, which preprocessing uses.
/// </summary>
public sealed class SequenceStore
{
    internal const string TableName = "sequences.csv";
    internal const string HeadName = "store.json";

    private const string OldLabelsKey = "typing"; // stores of before name their labels under it

    internal static readonly string[] Columns = ["seq_id", "modality", "patient_id", "label", "split", "source",
        "first", "count", "sha256"];

    private SequenceStore(string folder, SequenceStoreHead head, IReadOnlyList<SequenceRow> rows)
    {
        (Folder, Head, Rows) = (folder, head, rows);
        Fingerprint = Hash(head, rows);
    }

    /// <summary>Where the store is.</summary>
    public string Folder { get; }

    /// <summary>The classes of the labels.</summary>
    public LabelSet Labels => Head.Labels;

    /// <summary>Whether the sequences are of the phantom: everything made from them has to say so.</summary>
    public bool Synthetic => Head.Synthetic;

    /// <summary>Names the data itself (every label, split and pixel checksum), not where or when it was made.</summary>
    public string Fingerprint { get; }

    /// <summary>Frames of a sequence, T.</summary>
    public int Frames => Head.Frames;

    /// <summary>Height and width of a frame, H = W.</summary>
    public int Size => Head.Size;

    /// <summary>All sequences, in the order of sequences.csv.</summary>
    public IReadOnlyList<SequenceRow> Rows { get; }

    /// <summary>How the store was made.</summary>
    public SequenceStoreHead Head { get; }

    /// <summary>Whether there is a finished store in a folder.</summary>
    public static bool IsFinished(string folder) => File.Exists(Path.Combine(folder, HeadName));

    /// <summary>Opens a finished store; pixels are read on demand.</summary>
    /// <exception cref="InputException">No store there, an unfinished one, or one that does not hold together.</exception>
    public static SequenceStore Open(string folder)
    {
        var path = Path.Combine(folder, HeadName);
        if (!File.Exists(path))
        {
            throw new InputException($"{folder}: no finished sequence store (no {HeadName}): run `mhdnet preprocess` on the cohort");
        }

        var head = ReadHead(path);
        return new SequenceStore(folder, head, ReadRows(folder, head));
    }

    /// <summary>The pixels of a sequence, uint8, (C, T, H, W), checked against their checksum.</summary>
    /// <exception cref="InputException">The pixel file is missing, truncated or altered.</exception>
    public byte[] ReadPixels(SequenceRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        var path = PixelPath(Folder, row.SeqId);
        var pixels = NpyFile.Read(path, [row.Channels, Frames, Size, Size]);
        return Checksum.Compute(pixels) == row.Sha256
            ? pixels
            : throw new InputException($"{path}: pixels differ from their checksum in {TableName}: "
                + "delete the file and run preprocessing again");
    }

    internal static string PixelPath(string folder, string seqId) => Path.Combine(folder, "pixels", seqId + ".npy");

    internal static IReadOnlyList<string> Fields(SequenceRow row) =>
    [
        row.SeqId, row.Modality == Modality.Ct ? "ct" : "wsi", row.PatientId, row.Label, row.Split, row.Source,
        row.First.ToString(CultureInfo.InvariantCulture), row.Count.ToString(CultureInfo.InvariantCulture), row.Sha256,
    ];

    private static SequenceStoreHead ReadHead(string path)
    {
        try
        {
            var json = JsonNode.Parse(File.ReadAllText(path)) as JsonObject ?? throw new JsonException("not an object");
            if (json[OldLabelsKey] is { } labels && json.Remove(OldLabelsKey))
            {
                json.TryAdd("labels", labels);
            }

            return json.Deserialize<SequenceStoreHead>(JsonFormat.Readable) is { Labels: not null, Frames: > 0, Size: > 0 } head
                ? head
                : throw new InputException("no labels, frames or size");
        }
        catch (InputException failure)
        {
            throw new InputException($"{path}: {failure.Message}: run preprocessing again", failure);
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException)
        {
            throw new InputException($"{path}:{((failure as JsonException)?.LineNumber ?? 0) + 1}: not the head of a sequence store: "
                + "run preprocessing again", failure);
        }
    }

    private static List<SequenceRow> ReadRows(string folder, SequenceStoreHead head)
    {
        var table = CsvTable.ReadOrThrow(Path.Combine(folder, TableName), Columns);
        var names = new HashSet<string>();
        var rows = new List<SequenceRow>(table.Rows.Count);
        foreach (var row in table.Rows)
        {
            if (row["modality"] is not ("ct" or "wsi") || !int.TryParse(row["first"], CultureInfo.InvariantCulture, out var first)
                || !int.TryParse(row["count"], CultureInfo.InvariantCulture, out var count) || count != head.Frames
                || row["seq_id"].AsSpan().ContainsAny('/', '\\') || !names.Add(row["seq_id"]))
            {
                throw new InputException($"{table.At(row)}: not a sequence of {head.Frames} frames with an id of its own: "
                    + "run preprocessing again");
            }

            _ = head.Labels.IndexOf(row["label"]);
            rows.Add(new SequenceRow(
                row["seq_id"], row["modality"] == "ct" ? Modality.Ct : Modality.Wsi, row["patient_id"], row["label"],
                row["split"], row["source"],
                first, count, row["sha256"]));
        }

        return rows;
    }

    private static string Hash(SequenceStoreHead head, IReadOnlyList<SequenceRow> rows)
    {
        var text = new StringBuilder($"{head.Labels.Signature} {head.Synthetic} {head.Frames} {head.Size}\n");
        foreach (var row in rows)
        {
            text.AppendJoin('\u001f', Fields(row)).Append('\n');
        }

        return Checksum.Short(text.ToString());
    }
}

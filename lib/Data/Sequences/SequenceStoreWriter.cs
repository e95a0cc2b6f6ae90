using System.Text.Json;
using MhdNet.Data.Cohorts;
using MhdNet.Runtime;

namespace MhdNet.Data.Sequences;

/// <summary>
/// Fills a sequence store: pixel files first, one at a time, then <see cref="Finish"/> writes the table and the head. Until then the
/// folder is no store. Safe for several threads.
/// </summary>
public sealed class SequenceStoreWriter
{
    private readonly string _folder;
    private readonly SequenceStoreHead _head;

    /// <summary>Starts, or takes up again, the store in <paramref name="folder"/>.</summary>
    public SequenceStoreWriter(string folder, SequenceStoreHead head)
    {
        ArgumentNullException.ThrowIfNull(head);
        _ = head.Labels.Checked();
        (_folder, _head) = (folder, head);
        Directory.CreateDirectory(folder);
        Directory.CreateDirectory(Path.Combine(folder, "pixels"));
        File.Delete(Path.Combine(folder, SequenceStore.HeadName));
    }

    /// <summary>Writes the pixels of one sequence and returns its row, checksum filled in.</summary>
    /// <param name="row">The row; its checksum is ignored.</param>
    /// <param name="pixels">uint8, (C, T, H, W).</param>
    public SequenceRow Add(SequenceRow row, ReadOnlySpan<byte> pixels)
    {
        ArgumentNullException.ThrowIfNull(row);
        int[] shape = [row.Channels, _head.Frames, _head.Size, _head.Size];
        if (pixels.Length != shape[0] * shape[1] * shape[2] * shape[3] || row.Count != _head.Frames)
        {
            throw new ArgumentException($"{pixels.Length} bytes are not ({string.Join(", ", shape)})", nameof(pixels));
        }

        var copy = pixels.ToArray();
        AtomicFile.Write(SequenceStore.PixelPath(_folder, row.SeqId), stream => NpyFile.Write(stream, shape, copy));
        return row with { Sha256 = Checksum.Compute(pixels) };
    }

    /// <summary>Writes sequences.csv, removes pixel files no row names, writes store.json last, and opens the store.</summary>
    public SequenceStore Finish(IReadOnlyList<SequenceRow> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        CsvTable.Write(Path.Combine(_folder, SequenceStore.TableName), SequenceStore.Columns, rows.Select(SequenceStore.Fields));
        var named = rows.Select(row => row.SeqId + ".npy").ToHashSet();
        foreach (var stray in Directory.EnumerateFiles(Path.Combine(_folder, "pixels"))
            .Where(path => !named.Contains(Path.GetFileName(path))))
        {
            File.Delete(stray);
        }

        AtomicFile.WriteText(Path.Combine(_folder, SequenceStore.HeadName), JsonSerializer.Serialize(_head, JsonFormat.Readable) + "\n");
        return SequenceStore.Open(_folder);
    }
}

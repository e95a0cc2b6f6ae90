using System.Buffers.Binary;
using System.Text.Json;
using MhdNet.Data.Sequences;
using MhdNet.Runtime;

namespace MhdNet.Data.Preprocessing;

/// <summary>
/// What preprocessing one source gave; kept as a small file in the store so that a second run passes it over. While a source is worked on,
/// <see cref="SourceJournal"/> keeps what it has given so far.
/// </summary>
/// <param name="Stamp">Of <see cref="SourceJob.Stamp"/>, when it was made.</param>
/// <param name="Report">Kept and dropped.</param>
/// <param name="Sequences">The sequences, in order.</param>
internal sealed record SourceResult(string Stamp, SourceReport Report, IReadOnlyList<StoredSequence> Sequences)
{
    /// <summary>The result of before, if it still stands: same stamp, and no pixel file gone or changed.</summary>
    public static SourceResult? Find(string store, SourceJob job, string stamp)
    {
        var path = PathOf(store, job);
        if (!File.Exists(path))
        {
            return null;
        }

        try
        {
            var result = JsonSerializer.Deserialize<SourceResult>(File.ReadAllText(path), JsonFormat.Readable);
            return result?.Stamp == stamp && result.Sequences.All(sequence => sequence.IsWhole(store, File.GetLastWriteTimeUtc(path)))
                ? result : null;
        }
        catch (JsonException)
        {
            return null; // damaged, so as good as absent: the source is done again
        }
    }

    /// <summary>Whether there is a result of before, standing or not.</summary>
    public static bool Exists(string store, SourceJob job) => File.Exists(PathOf(store, job));

    /// <summary>Keeps what a source gave.</summary>
    public void Write(string store, SourceJob job) =>
        AtomicFile.WriteText(PathOf(store, job), JsonSerializer.Serialize(this, JsonFormat.Readable) + "\n");

    /// <summary>Forgets the result of a source before its pixel files change.</summary>
    public static void Remove(string store, SourceJob job) => File.Delete(PathOf(store, job));

    /// <summary>Removes what is kept of sources that are no longer in the cohort, and the journals of those that are done.</summary>
    public static void RemoveOthers(string store, IReadOnlyList<SourceJob> jobs, IReadOnlyList<SourceResult?> results)
    {
        var kept = jobs.Zip(results, (job, result) => result is null ? SourceJournal.PathOf(store, job) : PathOf(store, job))
            .Concat(jobs.Select(job => FileSums.PathOf(store, job))).ToHashSet();
        foreach (var stray in Directory.EnumerateFiles(Path.Combine(store, "sources")).Where(path => !kept.Contains(path)))
        {
            File.Delete(stray);
        }
    }

    private static string PathOf(string store, SourceJob job) => Path.Combine(store, "sources", job.Name + ".json");
}

/// <summary>A sequence whose pixels are in the store, before label and split are put to it.</summary>
internal sealed record StoredSequence(string SeqId, int First, bool Other, string Sha256)
{
    /// <summary>Whether its pixel file is there.</summary>
    public bool IsIn(string store) => File.Exists(SequenceStore.PixelPath(store, SeqId));

    /// <summary>Whether its pixel file is there and, where it was written to after its source was finished, is as it was.</summary>
    public bool IsWhole(string store, DateTime finished)
    {
        const int LengthAt = 8, Start = 10; // of a .npy file's head
        var file = new FileInfo(SequenceStore.PixelPath(store, SeqId));
        if (!file.Exists || file.LastWriteTimeUtc <= finished)
        {
            return file.Exists;
        }

        var bytes = File.ReadAllBytes(file.FullName);
        return bytes.Length > Start && Start + BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(LengthAt)) is var pixels
            && pixels <= bytes.Length && Checksum.Compute(bytes.AsSpan(pixels)) == Sha256;
    }
}

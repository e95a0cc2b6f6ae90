using System.Text.Json;
using MhdNet.Runtime;

namespace MhdNet.Data;

/// <summary>
/// What preprocessing one source gave; kept as a small file in the store so that an interrupted run goes on where it was. While a source is worked on,
/// what it has given so far stands in a file of its own, written after each sequence.
/// </summary>
/// <param name="Stamp">Of <see cref="SourceJob.Stamp"/>, when it was made.</param>
/// <param name="Report">Kept and dropped.</param>
/// <param name="Sequences">The sequences, in order.</param>
internal sealed record SourceResult(string Stamp, SourceReport Report, IReadOnlyList<StoredSequence> Sequences)
{
    /// <summary>The result of before, if it still stands: same stamp, and no pixel file gone.</summary>
    public static SourceResult? Find(string store, SourceJob job, string stamp) => Read(store, PathOf(store, job), stamp);

    /// <summary>What an interrupted run had of a source, if it still stands.</summary>
    public static SourceResult? FindPart(string store, SourceJob job, string stamp) => Read(store, PartOf(store, job), stamp);

    /// <summary>Whether there is a result of before, standing or not.</summary>
    public static bool Exists(string store, SourceJob job) => File.Exists(PathOf(store, job));

    /// <summary>Keeps what a source has given so far.</summary>
    public void WritePart(string store, SourceJob job) => AtomicFile.WriteText(PartOf(store, job), JsonSerializer.Serialize(this, SequenceStore.Json) + "\n");

    /// <summary>Keeps what a source gave; what was kept of its parts goes.</summary>
    public void Write(string store, SourceJob job)
    {
        AtomicFile.WriteText(PathOf(store, job), JsonSerializer.Serialize(this, SequenceStore.Json) + "\n");
        File.Delete(PartOf(store, job));
    }

    /// <summary>Forgets the result of a source before its pixel files change.</summary>
    public static void Remove(string store, SourceJob job) => File.Delete(PathOf(store, job));

    /// <summary>Removes the results of sources that are no longer in the cohort.</summary>
    public static void RemoveOthers(string store, IEnumerable<SourceJob> jobs)
    {
        var kept = jobs.Select(job => PathOf(store, job)).ToHashSet();
        foreach (var stray in Directory.EnumerateFiles(Path.Combine(store, "sources")).Where(path => !kept.Contains(path)))
        {
            File.Delete(stray);
        }
    }

    private static SourceResult? Read(string store, string path, string stamp)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        try
        {
            var result = JsonSerializer.Deserialize<SourceResult>(File.ReadAllText(path), SequenceStore.Json);
            return result?.Stamp == stamp && result.Sequences.All(sequence => File.Exists(SequenceStore.PixelPath(store, sequence.SeqId))) ? result : null;
        }
        catch (JsonException)
        {
            return null; // damaged, so as good as absent: the source is done again
        }
    }

    private static string PathOf(string store, SourceJob job) => Path.Combine(store, "sources", job.Name + ".json");

    private static string PartOf(string store, SourceJob job) => Path.Combine(store, "sources", job.Name + ".part.json");
}

/// <summary>A sequence whose pixels are in the store, before label and split are put to it.</summary>
internal sealed record StoredSequence(string SeqId, int First, bool Other, string Sha256);

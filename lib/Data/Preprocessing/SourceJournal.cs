using System.Text.Json;
using MhdNet.Runtime;

namespace MhdNet.Data.Preprocessing;

/// <summary>
/// What a source that is being worked on has given so far: a file in the store to which each stored sequence adds a line, so that an
/// interrupted run goes on where it was. A slide gives thousands of sequences; a line costs the last as little as the first. A line that a
/// kill tore is none.
/// </summary>
internal sealed class SourceJournal : IDisposable
{
    private readonly string _stamp;
    private readonly FileStream _file;

    private SourceJournal(string stamp, string path) =>
        (_stamp, _file) = (stamp, new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.Read, bufferSize: 0));

    /// <summary>Whether an interrupted run has left anything of a source, standing or not.</summary>
    public static bool Exists(string store, SourceJob job) => File.Exists(PathOf(store, job));

    /// <summary>What an interrupted run had of a source, if it still stands: same stamp, and no pixel file gone.</summary>
    public static SourceResult? Find(string store, SourceJob job, string stamp)
    {
        if (!File.Exists(PathOf(store, job)))
        {
            return null;
        }

        var entries = Entries(PathOf(store, job)).ToList();
        return entries.Count > 0 && entries.All(entry => entry.Stamp == stamp && entry.Sequence.IsIn(store))
            ? new SourceResult(stamp, entries[^1].Report, [.. entries.Select(entry => entry.Sequence)])
            : null;
    }

    /// <summary>Opens the journal of a source, to go on after what it had before, or anew.</summary>
    public static SourceJournal Open(string store, SourceJob job, string stamp, SourceResult? before)
    {
        var path = PathOf(store, job);
        var entries = before is null ? [] : Entries(path).ToList(); // without a torn line, and without what comes after it
        AtomicFile.Write(path, stream => entries.ForEach(entry => stream.Write(Line(entry))));
        return new SourceJournal(stamp, path);
    }

    /// <summary>The journal of a source.</summary>
    public static string PathOf(string store, SourceJob job) => Path.Combine(store, "sources", job.Name + ".part.jsonl");

    /// <summary>Keeps a sequence whose pixels have been stored.</summary>
    /// <param name="report">What has been counted up to it.</param>
    /// <param name="sequence">The sequence.</param>
    /// <exception cref="InputException">The disk is full.</exception>
    public void Add(SourceReport report, StoredSequence sequence)
    {
        try
        {
            _file.Write(Line(new Entry(_stamp, report, sequence)));
        }
        catch (IOException failure) when (AtomicFile.IsDiskFull(failure))
        {
            throw AtomicFile.DiskFull(_file.Name, failure);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private static byte[] Line(Entry entry) => [.. JsonSerializer.SerializeToUtf8Bytes(entry, JsonFormat.Compact), (byte)'\n'];

    private static IEnumerable<Entry> Entries(string path)
    {
        foreach (var line in File.ReadLines(path))
        {
            if (Parse(line) is not { } entry)
            {
                yield break;
            }

            yield return entry;
        }
    }

    private static Entry? Parse(string line)
    {
        try
        {
            return JsonSerializer.Deserialize<Entry>(line, JsonFormat.Compact) is { Report: not null, Sequence: not null } entry
                ? entry : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private sealed record Entry(string Stamp, SourceReport Report, StoredSequence Sequence);
}

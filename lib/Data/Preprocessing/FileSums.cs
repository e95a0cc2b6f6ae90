using System.Collections.Concurrent;
using System.Text.Json;
using MhdNet.Runtime;

namespace MhdNet.Data.Preprocessing;

/// <summary>One file of a source.</summary>
/// <param name="Name">Its path in the source's folder.</param>
/// <param name="Length">Its length in bytes.</param>
/// <param name="Changed">When it was last written, in ticks (UTC).</param>
/// <param name="Sha256">Checksum of its content.</param>
internal sealed record FileSum(string Name, long Length, long Changed, string Sha256);

/// <summary>
/// Checksums of the files of sources. A source counts as unchanged when its content is the same, whatever its times: a copied cohort, or
/// one that was touched, is not preprocessed again, and one changed byte anywhere is noticed. Whole contents are hashed, not samples of
/// them: a damaged middle of a slide would pass otherwise, and reading costs little beside decoding, which follows. So that a second look
/// need not read anything, the store keeps each checksum with the length and time that its file had (`sources/*.files.json`); where both
/// are still the same, it holds. A time younger than <see cref="Settled"/> is not trusted, since a later write may leave it as it is. Safe
/// for several threads.
/// </summary>
/// <param name="store">The store.</param>
/// <param name="keeps">Whether new checksums are kept there.</param>
/// <param name="progress">Told before a source is read whose unknown files are large.</param>
/// <param name="cancellation">Stops between files.</param>
internal sealed class FileSums(string store, bool keeps, IProgress<WorkProgress>? progress, CancellationToken cancellation)
{
    private const long WorthTelling = 16 << 20; // bytes: less is read in a blink

    /// <summary>
    /// Age from which on a file's time tells whether it was written again: the coarsest file systems count in steps of two seconds.
    /// </summary>
    private static readonly TimeSpan Settled = TimeSpan.FromSeconds(3);

    private readonly ConcurrentDictionary<string, IReadOnlyList<FileSum>> _thisRun = [];

    /// <summary>The checksum of each file of a source, in order.</summary>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public IReadOnlyList<FileSum> Of(SourceJob job)
    {
        var kept = Kept(job);
        var known = (_thisRun.GetValueOrDefault(job.Name) ?? kept)
            .ToDictionary(sum => (sum.Name, sum.Length, sum.Changed), sum => sum.Sha256);
        var files = job.Files.Distinct().Select(path => new FileInfo(path)).ToList();
        if (files.Where(file => !known.ContainsKey(Key(job, file))).Sum(file => file.Length) >= WorthTelling)
        {
            progress?.Report(new WorkProgress("comparing files with those of before", 0, 1, job.Source));
        }

        var settled = (DateTime.UtcNow - Settled).Ticks; // asked before anything is read
        var sums = files.ConvertAll(file => Sum(job, file, known));
        _thisRun[job.Name] = sums;
        List<FileSum> lasting = [.. sums.Where(sum => sum.Changed < settled)];
        if (keeps && !lasting.SequenceEqual(kept))
        {
            Keep(job, lasting);
        }

        return sums;
    }

    private FileSum Sum(SourceJob job, FileInfo file, Dictionary<(string, long, long), string> known)
    {
        cancellation.ThrowIfCancellationRequested();
        var (name, length, changed) = Key(job, file);
        return new FileSum(name, length, changed, known.TryGetValue((name, length, changed), out var sum)
            ? sum : Checksum.OfFile(file.FullName));
    }

    private static (string Name, long Length, long Changed) Key(SourceJob job, FileInfo file) =>
        (Path.GetRelativePath(job.Path, file.FullName), file.Length, file.LastWriteTimeUtc.Ticks);

    private List<FileSum> Kept(SourceJob job)
    {
        try
        {
            return File.Exists(PathOf(store, job)) ? JsonSerializer.Deserialize<List<FileSum>>(File.ReadAllText(PathOf(store, job)),
                JsonFormat.Compact) ?? [] : [];
        }
        catch (JsonException)
        {
            return []; // damaged, so as good as absent: the files are read again
        }
    }

    private bool Keep(SourceJob job, List<FileSum> sums)
    {
        try
        {
            AtomicFile.WriteText(PathOf(store, job), JsonSerializer.Serialize(sums, JsonFormat.Compact) + "\n");
            return true;
        }
        catch (Exception failure) when (InputException.Covers(failure))
        {
            return false; // a store that can only be read serves all the same: the files are read again next time
        }
    }

    /// <summary>Where a store keeps the checksums of a source.</summary>
    public static string PathOf(string store, SourceJob job) => Path.Combine(store, "sources", job.Name + ".files.json");
}

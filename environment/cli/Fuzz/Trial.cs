using System.Diagnostics;
using MhdNet.Runtime;

namespace MhdNet.Cli.Fuzz;

/// <summary>How one input went.</summary>
/// <param name="WasRead">Whether it was read, not refused.</param>
/// <param name="Managed">Bytes that the managed heap gave out.</param>
/// <param name="Process">Bytes by which the process grew at most.</param>
/// <param name="Finding">What the reader did wrong; null where all is well.</param>
internal sealed record Trial(bool WasRead, long Managed, long Process, string? Finding)
{
    /// <summary>Reads one input.</summary>
    /// <param name="target">The reader.</param>
    /// <param name="path">The input.</param>
    /// <param name="length">Its bytes.</param>
    /// <param name="valid">Whether it must be read.</param>
    public static Trial Of(Target target, string path, long length, bool valid)
    {
        var resident = PeakMemory.Reset();
        var before = GC.GetAllocatedBytesForCurrentThread();
        var (read, finding) = Attempt(target, path, valid);
        var managed = GC.GetAllocatedBytesForCurrentThread() - before;
        var grown = Math.Max(0, PeakMemory.Peak() - resident);
        var bound = target.Bound(length);
        finding ??= managed > bound ? $"allocation: the managed heap gave out {managed >> 20} MiB for {length} bytes"
            : grown > bound ? $"allocation: the process grew by {grown >> 20} MiB for {length} bytes"
            : null;
        return new Trial(read, managed, grown, finding);
    }

    private static (bool Read, string? Finding) Attempt(Target target, string path, bool valid)
    {
        try
        {
            target.Read(path);
            return (true, null);
        }
        catch (InputException refusal)
        {
            return (false, Wrong(refusal.Message, Path.GetDirectoryName(path)!, valid));
        }
        catch (Exception failure)
        {
            // exceptions of any other kind are what the campaign looks for
            var methods = new StackTrace(failure).GetFrames().Select(frame => frame.GetMethod());
            var frames = methods.Select(method => $"{method?.DeclaringType?.Name}.{method?.Name}").Take(6);
            return (false, $"exception: {failure.GetType().Name}: {failure.Message} [{string.Join(" < ", frames)}]");
        }
    }

    // what is wrong with a refusal; null for nothing
    private static string? Wrong(string refusal, string folder, bool valid) =>
        refusal.Any(char.IsControl) ? $"refusal: not one printable line: {refusal}"
        : !refusal.Contains(folder, StringComparison.Ordinal) ? $"refusal: does not say of which file: {refusal}"
        : valid ? $"refusal: of a valid file: {refusal}"
        : null;
}

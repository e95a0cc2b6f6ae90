using MhdNet.Data.Ct;
using MhdNet.Data.Frames;

namespace MhdNet.Data.Cohorts;

/// <summary>The files that a series or slide consists of: those that are read, in an order that matters for ready frames alone.</summary>
internal static class SourceFiles
{
    /// <summary>The files of a series, as its reader says.</summary>
    public static IReadOnlyList<string> OfSeries(string path) => CtReaders.Find(path)?.Files(path) ?? OfSlide(path);

    /// <summary>The slide's file, or the frames of a folder; empty where neither is there.</summary>
    public static IReadOnlyList<string> OfSlide(string path) =>
        File.Exists(path) ? [path] : Directory.Exists(path) ? FrameFolder.Open(path).Files : [];
}

using MhdNet.Data.Frames;

namespace MhdNet.Data.Import;

/// <summary>A folder of frames in the layout `&lt;class&gt;/&lt;sequence&gt;/&lt;frames&gt;`.</summary>
/// <param name="Path">The folder.</param>
/// <param name="Name">Its path from the imported folder on, that folder's name first; unique.</param>
/// <param name="Class">Name of the folder above it.</param>
/// <param name="Split">"train" or "test" where a folder above the class is named so, else empty.</param>
internal sealed record FrameSequence(string Path, string Name, string Class, string Split)
{
    private static readonly Dictionary<string, string> Splits = new(StringComparer.OrdinalIgnoreCase)
    {
        ["train"] = "train",
        ["training"] = "train",
        ["val"] = "train",
        ["valid"] = "train",
        ["validation"] = "train", // validation patients come out of the training ones
        ["test"] = "test",
        ["testing"] = "test",
    };

    /// <summary>
    /// All folders of pictures below a folder, in natural order. Folders that are symbolic links are reported and not entered.
    /// </summary>
    public static IReadOnlyList<FrameSequence> Below(string root, ImportReport report)
    {
        root = System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(root));
        var found = new List<FrameSequence>();
        Visit(root, [System.IO.Path.GetFileName(root)], found, report);
        return found;
    }

    private static void Visit(string folder, IReadOnlyList<string> names, List<FrameSequence> found, ImportReport report)
    {
        if (FrameFolder.Is(folder))
        {
            var label = names.Count > 1 ? names[^2] : "";
            var split = names.SkipLast(2).Select(name => Splits.GetValueOrDefault(name, "")).LastOrDefault(name => name.Length > 0) ?? "";
            found.Add(new FrameSequence(folder, string.Join('/', names), label, split));
        }

        foreach (var child in Directory.GetDirectories(folder).OrderBy(System.IO.Path.GetFileName, NaturalOrder.Instance))
        {
            if (new DirectoryInfo(child).LinkTarget is { } target)
            {
                report.Drop("sequence", "", child, "a symbolic link, not followed", target);
                continue;
            }

            Visit(child, [.. names, System.IO.Path.GetFileName(child)], found, report);
        }
    }
}

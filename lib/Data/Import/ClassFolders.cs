
using MhdNet.Runtime;

namespace MhdNet.Data.Import;

/// <summary>Class folders to labels: case and punctuation do not count, so `b1+b2`, `B1B2` and `B1_B2` are one type.</summary>
internal static class ClassFolders
{
    /// <summary>The known label set whose types the folders are named after.</summary>
    /// <exception cref="InputException">None, or several.</exception>
    public static LabelSet LabelsOf(IReadOnlyCollection<string> classes)
    {
        var fitting = LabelSet.All.Where(labels => classes.Any(name => LabelOf(name, labels) is not (null or LabelSet.Other))).ToList();
        return fitting.Count == 1
            ? fitting[0]
            : throw new InputException(
                $"class folders {string.Join(", ", classes.Order(StringComparer.Ordinal).Take(12).Select(name => $"'{name}'"))} are of "
                + $"{(fitting.Count == 0 ? "no known label set" : "several label sets")}: "
                    + $"name them {string.Join(" or ", LabelSet.All.Select(labels => string.Join(", ", labels.Types)))}, "
                + $"and {LabelSet.Other} for CT without tumour, or say which labels they are (--labels name=type,type,...)");
    }

    /// <summary>The label a class folder stands for; null where it is none.</summary>
    public static string? LabelOf(string name, LabelSet labels)
    {
        var all = Enumerable.Range(0, labels.ClassCount).Select(labels.NameOf).ToList();
        return all.Contains(name) ? name : all.Where(label => Plain(label) == Plain(name)).ToList() is [var only] ? only : null;
    }

    private static string Plain(string name) => string.Concat(name.Where(char.IsLetterOrDigit)).ToUpperInvariant();
}

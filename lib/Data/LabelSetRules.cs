namespace MhdNet.Data;

/// <summary>
/// What a set of labels must be: its types are the labels of patients.csv, the classes of networks, and words in tables and figures.
/// </summary>
internal static class LabelSetRules
{
    private const int FewestTypes = 2;
    private const int MostTypes = 64;
    private const int LongestName = 64;

    /// <summary>Why a set cannot be used, in one line; null where it can.</summary>
    public static string? Problem(LabelSet labels)
    {
        if (labels.Name.Length == 0 || Bad(labels.Name) is not null)
        {
            return $"the name '{Shown(labels.Name)}' {Bad(labels.Name) ?? "is empty"}: give the set a short name";
        }

        if (LabelSet.All.FirstOrDefault(known => known.Name == labels.Name) is { } taken && taken != labels)
        {
            var types = string.Join(", ", taken.Types) + (taken.HasOther ? $" with {LabelSet.Other}" : "");
            return $"the name {taken.Name} stands for {types}: give a set of your own another name";
        }

        if (labels.Types.Count is < FewestTypes or > MostTypes)
        {
            return $"{labels.Types.Count} {(labels.Types.Count == 1 ? "type" : "types")}: name {FewestTypes} to {MostTypes}, "
                + "in order of severity";
        }

        return labels.Types.Select((type, i) => OfType(labels.Types, type, i)).OfType<string>().FirstOrDefault();
    }

    /// <summary>A text as it may be printed: in one line and short.</summary>
    public static string Shown(string text)
    {
        var line = string.Concat(text.Take(LongestName).Select(letter => IsPrintable(letter) ? letter : '?'));
        return text.Length > LongestName ? line + "..." : line;
    }

    private static string? OfType(IReadOnlyList<string> types, string type, int index)
    {
        if (type.Length == 0)
        {
            return $"type {index + 1} of {types.Count} is empty: name it or leave it out";
        }

        if (Bad(type) is { } bad)
        {
            return $"type {index + 1} of {types.Count}, '{Shown(type)}', {bad}: write it as patients.csv does";
        }

        if (type.Equals(LabelSet.Other, StringComparison.OrdinalIgnoreCase))
        {
            return $"the type '{type}' is reserved for CT without tumour: leave it out of the types and say \"{LabelSet.Other}\": true";
        }

        var earlier = types.Take(index).FirstOrDefault(before => before.Equals(type, StringComparison.OrdinalIgnoreCase));
        return earlier is null ? null
            : earlier == type ? $"the type '{type}' stands twice: name each type once"
            : $"the types '{earlier}' and '{type}' differ by case alone: give them names that differ by more";
    }

    private static string? Bad(string name) =>
        name.Any(letter => !IsPrintable(letter)) ? "holds a control character or a line break"
        : name.Trim() != name ? "begins or ends with a space"
        : name.Length > LongestName ? $"has {name.Length} letters, more than {LongestName}"
        : null;

    private static bool IsPrintable(char letter) => !char.IsControl(letter) && letter is not ('\u2028' or '\u2029');
}

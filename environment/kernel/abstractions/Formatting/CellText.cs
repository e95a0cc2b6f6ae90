using System.Collections;
using System.Globalization;

namespace MhdNet.Kernel.Formatting;

/// <summary>One value as one short line, for a table's cell.</summary>
internal static class CellText
{
    private const int Longest = 120;

    public static string Of(object? value)
    {
        var text = value switch
        {
            null => "",
            string line => line,
            double number => number.ToString("G6", CultureInfo.InvariantCulture),
            float number => number.ToString("G6", CultureInfo.InvariantCulture),
            IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
            IEnumerable sequence => List(sequence),
            _ => value.ToString() ?? "",
        };
        text = text.ReplaceLineEndings(" ");
        return text.Length <= Longest ? text : string.Concat(text.AsSpan(0, Longest), "…");
    }

    private static string List(IEnumerable sequence)
    {
        var shown = sequence.Cast<object?>().Take(9).Select(Of).ToList();
        if (shown.Count == 9)
        {
            shown[8] = "…";
        }

        return $"[{string.Join(", ", shown)}]";
    }
}

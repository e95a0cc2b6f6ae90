using System.Text;

namespace Cellwright.Formatting;

/// <summary>Drops the blanks at the end of a builder: padded columns leave some.</summary>
internal static class StringBuilderTrim
{
    public static StringBuilder TrimEnd(this StringBuilder builder)
    {
        while (builder.Length > 0 && builder[^1] == ' ')
        {
            builder.Length--;
        }

        return builder;
    }
}

using MhdNet.Runtime;
using SkiaSharp;

namespace MhdNet.Figures;

/// <summary>
/// The letters of all figures. Skia as packed for Linux brings no font and looks under /usr/share/fonts and the like; on
/// a machine with none it would draw figures without a single letter, which is refused.
/// </summary>
internal static class Typefaces
{
    private static readonly string[] _preferred = ["DejaVu Sans", "Liberation Sans", "Noto Sans", "Segoe UI", "Arial", "Helvetica"];
    private static readonly Lazy<string> _family = new(Find);

    /// <summary>Name of the family in use: a plain sans-serif one if there is any, else what the machine has.</summary>
    /// <exception cref="InputException">The machine has no font.</exception>
    public static string Family => _family.Value;

    /// <summary>The family's upright face, or its bold one.</summary>
    public static SKTypeface Face(bool bold = false) =>
        SKTypeface.FromFamilyName(Family, bold ? SKFontStyle.Bold : SKFontStyle.Normal);

    private static string Find()
    {
        var families = SKFontManager.Default.FontFamilies.ToHashSet();
        return _preferred.FirstOrDefault(families.Contains)
            ?? families.Order(StringComparer.Ordinal).FirstOrDefault()
            ?? throw new InputException("no font on this machine, so figures would have no letters: apt-get install fonts-dejavu-core");
    }
}

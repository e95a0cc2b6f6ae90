using System.Globalization;

namespace MhdNet.Reports.Dicom;

/// <summary>A code (PS3.3, 8.8).</summary>
/// <param name="Value">Its value, at most 16 letters.</param>
/// <param name="Scheme">Who defines it.</param>
/// <param name="Meaning">What it means, at most 64 letters.</param>
internal sealed record Code(string Value, string Scheme, string Meaning)
{
    /// <summary>The scheme of codes that no standard has.</summary>
    public const string OwnScheme = "99MHDNET";

    /// <summary>A code of DICOM's own (PS3.16, Annex D).</summary>
    public static Code Dcm(string value, string meaning) => new(value, "DCM", meaning);

    /// <summary>A code that no standard has.</summary>
    public static Code Own(string value, string meaning) => new(value, OwnScheme, ReportObject.Short(meaning));

    /// <summary>As the item of a code sequence.</summary>
    public ElementSet Item() => new ElementSet()
        .Text(0x00080100, "SH", Value).Text(0x00080102, "SH", Scheme).Text(0x00080104, "LO", Meaning);
}

/// <summary>An item of a structured report's content tree (PS3.3, C.17.3).</summary>
internal static class ContentItem
{
    /// <summary>A child is a part of its parent.</summary>
    public const string Contains = "CONTAINS";

    /// <summary>A child says more of its parent's name.</summary>
    public const string Modifies = "HAS CONCEPT MOD";

    /// <summary>A child says who observed, and what.</summary>
    public const string Observes = "HAS OBS CONTEXT";

    /// <summary>A child belongs to an image of the library.</summary>
    public const string Acquired = "HAS ACQ CONTEXT";

    private const uint ContentSequence = 0x0040A730;

    /// <summary>A container; the document's root has no relationship, and a template.</summary>
    public static ElementSet Container(string? relationship, Code name, string? template, params IEnumerable<ElementSet> children)
    {
        var item = Begin(relationship, "CONTAINER", name).Text(0x0040A050, "CS", "SEPARATE");
        if (template is not null)
        {
            item.Sequence(0x0040A504, new ElementSet().Text(0x00080105, "CS", "DCMR").Text(0x0040DB00, "CS", template));
        }

        return item.Sequence(ContentSequence, children);
    }

    /// <summary>A code.</summary>
    public static ElementSet Coded(string relationship, Code name, Code value) =>
        Begin(relationship, "CODE", name).Sequence(0x0040A168, value.Item());

    /// <summary>Text.</summary>
    public static ElementSet Text(string relationship, Code name, string value) =>
        Begin(relationship, "TEXT", name).Text(0x0040A160, "UT", value);

    /// <summary>A unique identifier.</summary>
    public static ElementSet Uid(string relationship, Code name, string value) =>
        Begin(relationship, "UIDREF", name).Text(0x0040A124, "UI", value);

    /// <summary>A number with its unit, a code of UCUM.</summary>
    public static ElementSet Number(string relationship, Code name, double value, Code unit) =>
        Begin(relationship, "NUM", name).Sequence(0x0040A300, new ElementSet()
            .Text(0x0040A30A, "DS", value.ToString("0.####", CultureInfo.InvariantCulture)).Sequence(0x004008EA, unit.Item()));

    /// <summary>An image.</summary>
    public static ElementSet Image(SourceSlice slice, params IEnumerable<ElementSet> children)
    {
        var item = Begin(Contains, "IMAGE", null).Sequence(0x00081199, ReportObject.References([slice]));
        return children.Any() ? item.Sequence(ContentSequence, children) : item;
    }

    private static ElementSet Begin(string? relationship, string type, Code? name)
    {
        var item = new ElementSet().Text(0x0040A040, "CS", type);
        if (relationship is not null)
        {
            item.Text(0x0040A010, "CS", relationship);
        }

        return name is null ? item : item.Sequence(0x0040A043, name.Item());
    }
}

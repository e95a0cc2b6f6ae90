namespace Cellwright;

/// <summary>A formula in TeX, shown as a formula.</summary>
/// <param name="Source">TeX, with or without dollar signs.</param>
public sealed record LaTeXText(string Source)
{
    /// <inheritdoc />
    public override string ToString() => Source;
}

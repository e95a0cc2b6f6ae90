namespace MhdNet.Studies.Paper;

/// <summary>A table of <see cref="ResultsPage"/>.</summary>
/// <param name="Title">What it shows.</param>
/// <param name="Header">Names of the columns.</param>
/// <param name="Rows">The cells.</param>
/// <param name="Folded">Whether only its title is seen at first.</param>
public sealed record ResultsTable(
    string Title, IReadOnlyList<string> Header, IReadOnlyList<IReadOnlyList<string>> Rows, bool Folded);

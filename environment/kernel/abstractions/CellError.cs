namespace Cellwright;

/// <summary>What ended a cell early, in the three parts a notebook keeps.</summary>
/// <param name="Name">The kind of error, such as the exception's type.</param>
/// <param name="Value">What went wrong, in a sentence.</param>
/// <param name="Traceback">Lines for a reader, with cell line numbers.</param>
public sealed record CellError(string Name, string Value, IReadOnlyList<string> Traceback);

namespace Cellwright.Engine;

/// <summary>A variable that a cell has declared.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its type.</param>
/// <param name="Value">Its value now.</param>
public sealed record CellVariable(string Name, Type Type, object? Value);

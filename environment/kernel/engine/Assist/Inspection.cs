namespace Cellwright.Engine.Assist;

/// <summary>Help on the name at the cursor: signatures and documentation.</summary>
/// <param name="Text">As plain text.</param>
/// <param name="Html">As HTML.</param>
public sealed record Inspection(string Text, string Html);

namespace Cellwright.Engine.Assist;

/// <summary>What could stand at the cursor.</summary>
/// <param name="Items">The names, best first.</param>
/// <param name="Start">Where the name that is being typed begins, in UTF-16 units.</param>
/// <param name="End">Where it ends.</param>
public sealed record Completions(IReadOnlyList<Completion> Items, int Start, int End);

/// <summary>One name.</summary>
/// <param name="Text">The name.</param>
/// <param name="Kind">What it names, in the words of Jupyter's front ends: class, function, property, instance, module, keyword.</param>
public sealed record Completion(string Text, string Kind);

namespace MhdNet.Figures;

/// <summary>What a part of a method works on, which is its colour.</summary>
public enum SketchSees
{
    /// <summary>CT.</summary>
    Ct,

    /// <summary>Pathology.</summary>
    Pathology,

    /// <summary>Both, or what came of both.</summary>
    Both,
}

/// <summary>A part of a method, in a cell of a grid.</summary>
/// <param name="Text">Its name, by which arrows find it, and further lines in smaller letters.</param>
/// <param name="Column">Place across, from 0: a part stands right of what it takes.</param>
/// <param name="Lane">Place down, from 0.</param>
/// <param name="Sees">What it works on.</param>
public sealed record SketchBox(string Text, int Column, int Lane, SketchSees Sees)
{
    /// <summary>Only the training has it: dashed.</summary>
    public bool TrainingOnly { get; init; }

    /// <summary>The first line.</summary>
    public string Name => Text.Split('\n')[0];
}

/// <summary>What a part hands to another.</summary>
/// <param name="From">Name of the one.</param>
/// <param name="To">Name of the other.</param>
/// <param name="Text">A few words; may be empty.</param>
/// <param name="TrainingOnly">Only the training does so: dashed.</param>
public sealed record SketchArrow(string From, string To, string Text, bool TrainingOnly);

/// <summary>
/// The idea of a method as boxes in a grid and arrows between them. What is deployed is drawn through, what only the training has is
/// dashed; the colour says which modality a part sees.
/// </summary>
public sealed record Sketch
{
    /// <summary>Takes the parts.</summary>
    /// <param name="name">The method.</param>
    /// <param name="boxes">Its parts.</param>
    /// <param name="arrows">"from -> to" or "from -> to: words"; "~>" instead where only the training does so, which goes without saying
    /// where one of the two is only the training's.</param>
    /// <exception cref="ArgumentException">An arrow cannot be read, or names a part that is not there.</exception>
    public Sketch(string name, IReadOnlyList<SketchBox> boxes, IReadOnlyList<string> arrows)
    {
        ArgumentNullException.ThrowIfNull(boxes);
        ArgumentNullException.ThrowIfNull(arrows);
        (Name, Boxes) = (name, boxes);
        Arrows = [.. arrows.Select(Read)];
    }

    /// <summary>The method.</summary>
    public string Name { get; }

    /// <summary>Its parts.</summary>
    public IReadOnlyList<SketchBox> Boxes { get; }

    /// <summary>What they hand on.</summary>
    public IReadOnlyList<SketchArrow> Arrows { get; }

    /// <summary>The part of a name.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    public SketchBox Box(string name) => Boxes.FirstOrDefault(box => box.Name == name)
        ?? throw new ArgumentException($"the sketch of {Name} has no part '{name}'", nameof(name));

    private SketchArrow Read(string arrow)
    {
        var taught = arrow.Contains(" ~> ", StringComparison.Ordinal);
        if (arrow.Split(taught ? " ~> " : " -> ") is not [var from, var rest])
        {
            throw new ArgumentException($"'{arrow}' of {Name} is not 'from -> to: words'", nameof(arrow));
        }

        var (to, words) = rest.Split(": ", 2) is [var target, var text] ? (target, text) : (rest, "");
        return new SketchArrow(from, to, words, taught || Box(from).TrainingOnly || Box(to).TrainingOnly);
    }
}

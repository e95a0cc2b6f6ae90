using MhdNet.Figures;

namespace MhdNet.Cli;

/// <summary>What the page that <c>reproduce</c> leaves says; <see cref="IndexPage"/> writes it.</summary>
internal sealed record IndexModel
{
    /// <summary>The page's heading, such as "MhdNet, demo run".</summary>
    public required string Title { get; init; }

    /// <summary>What this is: a paragraph each.</summary>
    public required IReadOnlyList<string> Is { get; init; }

    /// <summary>What this is not: a sentence each.</summary>
    public required IReadOnlyList<string> IsNot { get; init; }

    /// <summary>What a reader must know before reading a number, such as that those of smoke mean nothing.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>The result, with intervals; null where no notebook measured one.</summary>
    public Table? Headline { get; init; }

    /// <summary>What the intervals are, how many patients were tested, and how many seeds.</summary>
    public string HeadlineCaption { get; init; } = "";

    /// <summary>The result as a picture, the bytes of a PNG file; null for none.</summary>
    public byte[]? Figure { get; init; }

    /// <summary>What the picture shows, for those who do not see it.</summary>
    public string FigureCaption { get; init; } = "";

    /// <summary>What came out of the paper's statements.</summary>
    public IReadOnlyList<VerdictRow> Verdicts { get; init; } = [];

    /// <summary>The notebooks, in order.</summary>
    public required IReadOnlyList<IndexNotebook> Notebooks { get; init; }

    /// <summary>How long each step took.</summary>
    public IReadOnlyList<(string Step, TimeSpan Time)> Times { get; init; } = [];

    /// <summary>When and on what machine.</summary>
    public required string Made { get; init; }
}

/// <summary>A notebook on the page.</summary>
/// <param name="Title">Its heading.</param>
/// <param name="Sentence">What it is about, in a sentence; may be empty.</param>
/// <param name="Picture">A picture out of it, the bytes of a PNG file; null for none.</param>
/// <param name="Page">Where its page of HTML lies, relative to this page, with forward slashes; null where there is none.</param>
/// <param name="File">Where the notebook itself lies, relative to this page; null where there is none.</param>
internal sealed record IndexNotebook(string Title, string Sentence, byte[]? Picture, string? Page, string? File)
{
    /// <summary>Whether one of its cells failed.</summary>
    public bool Failed { get; init; }

    /// <summary>Why it was left out; null where it was executed.</summary>
    public string? Skipped { get; init; }
}

namespace Cellwright;

/// <summary>A value on the page that can be replaced in place: a progress line, a curve that grows.</summary>
public sealed class DisplayedValue
{
    private readonly string[] mimeTypes;

    internal DisplayedValue(string displayId, string[] mimeTypes)
    {
        DisplayId = displayId;
        this.mimeTypes = mimeTypes;
    }

    /// <summary>The name of the place on the page.</summary>
    public string DisplayId { get; }

    /// <summary>Shows another value in the same place.</summary>
    public void Update(object? value) => OutputContext.Current.UpdateDisplay(Presentation.Of(value, mimeTypes), DisplayId);
}

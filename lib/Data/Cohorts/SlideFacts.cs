namespace MhdNet.Data.Cohorts;

/// <summary>What a look into a slide told.</summary>
/// <param name="Entry">Its row of wsi.csv.</param>
/// <param name="ReadyFrames">Number of ready frames; null for a slide.</param>
/// <param name="Width">Width of level 0, or of a frame, in pixels.</param>
/// <param name="Height">Height of level 0, or of a frame.</param>
/// <param name="MicronsPerPixel">Edge of a pixel of level 0 in micrometres, where stated.</param>
public sealed record SlideFacts(SlideEntry Entry, int? ReadyFrames, int Width, int Height, double? MicronsPerPixel)
{
    /// <summary>What is unusual about it, and what was assumed; empty otherwise.</summary>
    public string Note { get; init; } = "";
}

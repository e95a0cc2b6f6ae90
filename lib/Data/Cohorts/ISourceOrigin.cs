using System.Text.Json.Nodes;
using MhdNet.Data.Ct;
using MhdNet.Data.Slides;

namespace MhdNet.Data.Cohorts;

/// <summary>
/// Where the series and slides come from that a cohort names and does not keep. cohort.json says which origin, <see cref="SourceOrigins"/>
/// knows it.
/// </summary>
internal interface ISourceOrigin
{
    /// <summary>Its key in cohort.json.</summary>
    public string Name { get; }

    /// <summary>What cohort.json holds under that key.</summary>
    public JsonNode ToJson();

    /// <summary>The source at a path; null where its files are on disk.</summary>
    /// <param name="path">Full path of a series or slide.</param>
    /// <exception cref="Runtime.InputException">They are not, and cannot be drawn.</exception>
    public IDrawnSource? Find(string path);
}

/// <summary>A series or slide that its cohort does not keep: it is drawn when it is needed, with the same bytes each time.</summary>
internal interface IDrawnSource
{
    /// <summary>Everything its pixels depend on.</summary>
    public string Stamp { get; }

    /// <summary>Size of its files in bytes, about.</summary>
    public long Bytes { get; }

    /// <summary>Draws the files, to be read and disposed of: for programs that want files.</summary>
    /// <exception cref="Runtime.InputException">The disk is full.</exception>
    public RawFiles Draw();

    /// <summary>Draws the series without files: the voxels and spacings that a reader would find in them.</summary>
    public CtVolume DrawSeries();

    /// <summary>Draws the slide without a file: the pixels that a reader would find in it, losses of its compression included.</summary>
    public IWholeSlide DrawSlide();

    /// <summary>What a look into the series would tell.</summary>
    public SeriesFacts Facts(CtEntry entry);

    /// <summary>What a look into the slide would tell.</summary>
    public SlideFacts Facts(SlideEntry entry);

    /// <summary>Sequences that it gives; of a slide, as if all of it were tissue.</summary>
    public int Expected(PreprocessingOptions options);
}

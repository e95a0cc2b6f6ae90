using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using MhdNet.Data.Cohorts;
using MhdNet.Runtime;

namespace MhdNet.Phantom;

/// <summary>What a synthetic cohort's series and slides are drawn with that are not kept: its options, which cohort.json holds.</summary>
/// <param name="Options">The cohort's.</param>
internal sealed record PhantomOrigin(PhantomOptions Options) : ISourceOrigin
{
    private const string Key = "phantom";
    private const int LargestSide = 8192; // pixels of what is drawn, far above any preset's

    private static readonly JsonSerializerOptions Json = new(JsonFormat.Readable) { IgnoreReadOnlyProperties = true };

    /// <inheritdoc/>
    public string Name => Key;

    /// <inheritdoc/>
    public JsonNode ToJson() => JsonSerializer.SerializeToNode(Options, Json)!;

    /// <inheritdoc/>
    public IDrawnSource? Find(string path) => PhantomSource.Of(Options, path);

    [ModuleInitializer]
    [SuppressMessage("Usage", "CA2255", Justification = "cohorts are read by code that knows nothing of the phantom: "
        + "it adds itself, whoever opens one")]
    internal static void Add() => SourceOrigins.Add(Key, Read);

    private static PhantomOrigin? Read(JsonElement json) => json.Deserialize<PhantomOptions>(Json) switch
    {
        null => null,
        { Knobs: not null, Preset: { PatientsPerType: not null } preset } options when CanBeDrawn(preset) => new PhantomOrigin(options),
        _ => throw new JsonException("phantom: no sizes that can be drawn"),
    };

    private static bool CanBeDrawn(PhantomPreset preset) =>
        preset is { CtSize: > 0 and <= LargestSide, CtSlices: > 0 and <= LargestSide, SlideSize: > 0 and <= LargestSide };
}

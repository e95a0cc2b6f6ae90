namespace MhdNet.Data.Sequences;

/// <summary>store.json: how a sequence store was made.</summary>
/// <param name="Labels">The classes of the labels.</param>
/// <param name="Synthetic">Whether the cohort is the phantom.</param>
/// <param name="Frames">Frames of a sequence, T.</param>
/// <param name="Size">Height and width of a frame in pixels.</param>
/// <param name="CohortFingerprint">The cohort's fingerprint.</param>
/// <param name="OptionsFingerprint">The preprocessing options' fingerprint.</param>
public sealed record SequenceStoreHead(LabelSet Labels, bool Synthetic, int Frames, int Size, string CohortFingerprint,
    string OptionsFingerprint);

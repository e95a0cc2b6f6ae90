
using MhdNet.Data;
using MhdNet.Data.Sequences;

namespace MhdNet.Tests.Data;

/// <summary>A store of tiny sequences: frames 2, size 4. Each pixel of a sequence has its row's number, except the first column, which is
/// 255; after 256 rows the second column tells those apart whose number has come before.</summary>
internal static class StoreFixture
{
    public const int Frames = 2;
    public const int Size = 4;

    public static SequenceStore Write(string folder,
        params (string Patient, string Label, string Split, int Ct, int Other, int Wsi)[] patients)
    {
        var writer = new SequenceStoreWriter(folder, new SequenceStoreHead(LabelSet.Thymic, true, Frames, Size, "cohort", "options"));
        var rows = new List<SequenceRow>();
        foreach (var (patient, label, split, ct, other, wsi) in patients)
        {
            void Add(Modality modality, string kind, string rowLabel, int count)
            {
                for (var i = 0; i < count; i++)
                {
                    var row = new SequenceRow($"{patient}_{kind}{i}", modality, patient, rowLabel, split, kind, i * Frames, Frames, "");
                    rows.Add(writer.Add(row, Pixels(row.Channels, rows.Count)));
                }
            }

            Add(Modality.Ct, "ct", label, ct);
            Add(Modality.Ct, "other", LabelSet.Other, other);
            Add(Modality.Wsi, "wsi", label, wsi);
        }

        return writer.Finish(rows);
    }

    /// <summary>Eight types, <paramref name="each"/> patients a type.</summary>
    public static SequenceStore WriteBalanced(string folder, int each = 5, int ct = 2, int other = 3, int wsi = 2) =>
        Write(folder, [.. LabelSet.Thymic.Types.SelectMany(type => Enumerable.Range(0, each)
            .Select(i => ($"{type}-{i}".Replace('+', '_'), type, "", ct, other, wsi)))]);

    private static byte[] Pixels(int channels, int number) =>
        [.. Enumerable.Range(0, channels * Frames * Size * Size).Select(i => (i % Size) switch
        {
            0 => (byte)255,
            1 => (byte)(number + (number / 256)),
            _ => (byte)number,
        })];
}

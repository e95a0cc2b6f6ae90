using MhdNet.Data.Sequences;

namespace MhdNet.Cli.Bench;

/// <summary>Sequences of random pixels: enough for a step, nothing to learn.</summary>
/// <param name="folder">Where they are written.</param>
/// <param name="head">Their labels and sizes.</param>
internal sealed class RandomSequences(string folder, SequenceStoreHead head)
{
    private readonly SequenceStoreWriter _writer = new(folder, head);
    private readonly List<SequenceRow> _rows = [];
    private readonly Random _random = new(1);

    /// <summary>Adds one.</summary>
    public void Add(Modality modality, string name, string patient, string label, string split)
    {
        var row = new SequenceRow(name, modality, patient, label, split, "none", 0, head.Frames, "");
        var pixels = new byte[row.Channels * head.Frames * head.Size * head.Size];
        _random.NextBytes(pixels);
        _rows.Add(_writer.Add(row, pixels));
    }

    /// <summary>The store of all that were added.</summary>
    public SequenceStore Finish() => _writer.Finish(_rows);
}

using MhdNet.Data.Sequences;

namespace MhdNet.Methods.Blocks;

/// <summary>Which row of a bank is which training sequence's, and of which class it is.</summary>
public sealed class BankIndex
{
    private readonly Dictionary<string, int> _rows;
    private readonly int[] _classes;

    /// <summary>Gives every sequence a row, in the order given.</summary>
    /// <param name="sequences">Their ids and classes.</param>
    public BankIndex(IEnumerable<(string Id, int Class)> sequences)
    {
        (string Id, int Class)[] all = [.. sequences];
        _rows = all.Index().ToDictionary(entry => entry.Item.Id, entry => entry.Index);
        _classes = [.. all.Select(entry => entry.Class)];
    }

    /// <summary>The training patients' CT sequences.</summary>
    /// <param name="data">Training patients.</param>
    /// <param name="pairing">How they are paired with pathology.</param>
    /// <param name="paired">Only those that have pathology.</param>
    public static BankIndex Of(TrainingData data, Pairing pairing, bool paired)
    {
        ArgumentNullException.ThrowIfNull(data);
        return new(data.TrainingCt.Where(row => !paired || data.Pair(row, draw: 0, pairing).Wsi is not null)
            .Select(row => (row.SeqId, data.Labels.IndexOf(row.Label))));
    }

    /// <summary>Rows there are.</summary>
    public int Count => _classes.Length;

    /// <summary>A sequence's row.</summary>
    /// <param name="id">Its id.</param>
    public int RowOf(string id) => _rows[id];

    /// <summary>Rows of the same class as a row, itself excepted, ascending.</summary>
    /// <param name="row">The row.</param>
    public IReadOnlyList<int> Alike(int row) => Where(other => other != row && _classes[other] == _classes[row]);

    /// <summary>Rows of other classes, ascending.</summary>
    /// <param name="row">The row.</param>
    public IReadOnlyList<int> Unlike(int row) => Where(other => _classes[other] != _classes[row]);

    private int[] Where(Func<int, bool> condition) => [.. Enumerable.Range(0, Count).Where(condition)];
}

using MhdNet.Data.Sequences;

namespace MhdNet.Tests.Data;

/// <summary>Stores of eight types that the tests of a class only read: each is written once.</summary>
public sealed class BalancedStores : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Dictionary<(int, int, int, int), SequenceStore> _written = [];

    /// <inheritdoc cref="StoreFixture.WriteBalanced"/>
    public SequenceStore Of(int each = 5, int ct = 2, int other = 3, int wsi = 2)
    {
        var numbers = (each, ct, other, wsi);
        if (!_written.TryGetValue(numbers, out var store))
        {
            _written[numbers] = store = StoreFixture.WriteBalanced(_folder.File($"{_written.Count}"), each, ct, other, wsi);
        }

        return store;
    }

    public void Dispose() => _folder.Dispose();
}

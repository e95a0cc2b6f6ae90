using Xunit.Sdk;
using Xunit.v3;

[assembly: TestCollectionOrderer(typeof(MhdNet.Tests.LongestFirst))]

namespace MhdNet.Tests;

/// <summary>Whole notebooks before all else: begun last, the longest of them would be waited for with a core idle.</summary>
public sealed class LongestFirst : ITestCollectionOrderer
{
    public IReadOnlyCollection<TTestCollection> OrderTestCollections<TTestCollection>(IReadOnlyCollection<TTestCollection> testCollections)
        where TTestCollection : ITestCollection =>
        [.. testCollections.OrderBy(collection => collection.TestCollectionDisplayName switch
        {
            var name when name.Contains(nameof(Notebooks), StringComparison.Ordinal) => 0,
            FrontEnds.FrontEndCollection.Name => 1,
            _ => 2,
        })];
}

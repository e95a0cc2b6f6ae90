namespace MhdNet.Tests.Experiments;

/// <summary>
/// One cohort for all of them. What a test compares with, whoever has trained it, is in the store <see cref="Common"/>: each phase is
/// trained there once. What a test changes has a store of its own. Nothing runs beside: torch's generator is the process's, and a
/// test that drew from it between a training's seed and its first weights would change that training.
/// </summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class SmallCollection : ICollectionFixture<SmallWorkspace>
{
    public const string Name = "small workspace";

    /// <summary>A store's name.</summary>
    public const string Common = "common";
}

namespace MhdNet.Tests;

/// <summary>Tests that use process-wide state (torch's seed, counts of live tensors, the environment) run one at a time.</summary>
[CollectionDefinition("alone", DisableParallelization = true)]
public sealed class Alone;

namespace MhdNet.Tests.FrontEnds;

/// <summary>One Jupyter for all of them, one test after another.</summary>
[CollectionDefinition("front ends")]
public sealed class FrontEndCollection : ICollectionFixture<FrontEnd>;

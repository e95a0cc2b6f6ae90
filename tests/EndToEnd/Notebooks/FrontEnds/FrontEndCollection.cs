namespace MhdNet.Tests.FrontEnds;

/// <summary>One Jupyter for all of them.</summary>
[CollectionDefinition(Name)]
public sealed class FrontEndCollection : ICollectionFixture<FrontEnd>
{
    public const string Name = "front ends";
}

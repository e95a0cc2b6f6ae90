using MhdNet.Tests.Experiments;

namespace MhdNet.Tests.Architecture;

/// <summary>Two collections of this project run at a time; torch's generator is the process's.</summary>
public sealed class OneAtATimeTests
{
    [Fact]
    public void What_trains_has_nothing_beside_it()
    {
        var training = typeof(OneAtATimeTests).Assembly.GetTypes()
            .Where(type => type.GetConstructors().SelectMany(made => made.GetParameters())
                .Any(given => given.ParameterType == typeof(SmallWorkspace))).ToList();
        Assert.NotEmpty(training);
        Assert.All(training, type => Assert.Contains(type.GetCustomAttributesData(), attribute =>
            attribute.AttributeType == typeof(CollectionAttribute) && attribute.ConstructorArguments is [{ Value: SmallCollection.Name }]));
    }
}

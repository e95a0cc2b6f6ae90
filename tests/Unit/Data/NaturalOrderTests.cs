using FsCheck.Xunit;
using MhdNet.Data;

namespace MhdNet.Tests.Data;

public sealed class NaturalOrderTests
{
    [Theory]
    [InlineData("1.png", "2.png", "10.png")]
    [InlineData("IM-0001-0009.jpg", "IM-0001-0010.jpg", "IM-0002-0001.jpg")]
    [InlineData("frame_9", "frame_09a", "frame_10")]
    [InlineData("a", "a1", "b")]
    [InlineData("99999999999999999999", "100000000000000000000", "100000000000000000001")]
    [InlineData("", "0", "a")]
    public void Numbers_count_by_value(params string[] ordered)
    {
        Assert.Equal(ordered, ordered.Reverse().Order(NaturalOrder.Instance));
        Assert.Equal(ordered, ordered.Order(NaturalOrder.Instance));
    }

    [Property]
    public bool It_is_an_order(string[] names)
    {
        names ??= [];
        var sorted = names.Order(NaturalOrder.Instance).ToList();
        return sorted.SequenceEqual(names.Reverse().Order(NaturalOrder.Instance))
            && names.All(left => names.All(right =>
                Math.Sign(NaturalOrder.Instance.Compare(left, right)) == -Math.Sign(NaturalOrder.Instance.Compare(right, left))
                && (NaturalOrder.Instance.Compare(left, right) == 0) == ((left ?? "") == (right ?? ""))));
    }

    [Property]
    public bool Whole_numbers_are_ordered_as_numbers(uint[] numbers) =>
        (numbers ?? []).Order().Select(number => $"slice {number}.png")
        .SequenceEqual((numbers ?? []).Select(number => $"slice {number}.png").Order(NaturalOrder.Instance));
}

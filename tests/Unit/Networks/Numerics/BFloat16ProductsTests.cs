using MhdNet.Networks.Numerics;

namespace MhdNet.Tests.Networks;

public sealed class BFloat16ProductsTests
{
    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(33, 100, 7)]
    [InlineData(256, 768, 512)]
    public void The_error_of_right_products_is_one_rounding(long rows, long inner, long columns) =>
        Assert.InRange(BFloat16Products.Error(rows, inner, columns), 0, 1.0 / 256);

    [Fact]
    public void Without_instructions_for_them_none_are_trusted() =>
        Assert.Equal(BFloat16Products.InHardware, BFloat16Products.Trusted(256, 768, 512));
}

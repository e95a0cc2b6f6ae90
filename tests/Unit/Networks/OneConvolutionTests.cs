using System.Text.RegularExpressions;
using MhdNet.Networks;
using Mono.Cecil;

namespace MhdNet.Tests.Networks;

/// <summary>Reads the compiled library: libtorch's convolutions are called from <see cref="Convolution"/> and nowhere else.</summary>
public sealed partial class OneConvolutionTests
{
    [Fact]
    public void Nothing_but_the_wrapper_calls_a_convolution_of_libtorch()
    {
        using var library = ModuleDefinition.ReadModule(typeof(Convolution).Assembly.Location);
        var calls = library.GetTypes().SelectMany(type => type.Methods).Where(method => method.HasBody)
            .SelectMany(method => method.Body.Instructions.Select(instruction => instruction.Operand)
                .OfType<MethodReference>().Select(called => (Caller: Outermost(method.DeclaringType), Called: called)))
            .ToList();
        Assert.True(calls.Count > 1000, "the scan reads calls");
        Assert.Equal([typeof(Convolution).FullName!], calls.Where(call => FromTorch(call.Called)
            && IsConvolution().IsMatch(NameOf(call.Called))).Select(call => call.Caller).Distinct());
    }

    [Theory]
    [InlineData("TorchSharp.torch/nn/functional::conv3d", true)]
    [InlineData("TorchSharp.torch/nn::Conv2d", true)]
    [InlineData("TorchSharp.torch/nn::ConvTranspose3d", true)]
    [InlineData("TorchSharp.Modules.Conv1d::call", true)]
    [InlineData("TorchSharp.torch/nn/functional::conv_transpose2d", true)]
    [InlineData("TorchSharp.torch/nn/functional::relu", false)]
    [InlineData("TorchSharp.torch/Tensor::conj", false)]
    public void A_convolution_is_known_by_its_name(string member, bool isConvolution) =>
        Assert.Equal(isConvolution, IsConvolution().IsMatch(member));

    [GeneratedRegex(@"conv(?!ert)", RegexOptions.IgnoreCase)]
    private static partial Regex IsConvolution();

    private static bool FromTorch(MethodReference method) => method.DeclaringType.GetElementType().Scope.Name == "TorchSharp";

    private static string NameOf(MethodReference method) => $"{method.DeclaringType.FullName}::{method.Name}";

    private static string Outermost(TypeDefinition type) => type.DeclaringType is null ? type.FullName : Outermost(type.DeclaringType);
}

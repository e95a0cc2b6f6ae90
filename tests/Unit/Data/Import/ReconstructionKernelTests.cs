
using MhdNet.Data.Import;

namespace MhdNet.Tests.Data.Import;

public sealed class ReconstructionKernelTests
{
    [Theory]
    [InlineData("STANDARD", "", KernelSharpness.Soft)]
    [InlineData("SOFT", "LUNG SCREEN", KernelSharpness.Soft)]
    [InlineData("LUNG", "CHEST STANDARD", KernelSharpness.Sharp)]
    [InlineData("BONEPLUS", "", KernelSharpness.Sharp)]
    [InlineData("B30f", "", KernelSharpness.Soft)]
    [InlineData("B31s", "", KernelSharpness.Soft)]
    [InlineData("B70f", "", KernelSharpness.Sharp)]
    [InlineData(@"Br40d\3", "", KernelSharpness.Soft)]
    [InlineData(@"I50f\2", "", KernelSharpness.Sharp)]
    [InlineData("Bl57d", "", KernelSharpness.Sharp)]
    [InlineData("FC08", "", KernelSharpness.Soft)]
    [InlineData("FC13-H", "", KernelSharpness.Soft)]
    [InlineData("FC52", "", KernelSharpness.Sharp)]
    [InlineData("FC70", "", KernelSharpness.Unknown)]
    [InlineData("B", "", KernelSharpness.Soft)]
    [InlineData("L", "", KernelSharpness.Sharp)]
    [InlineData("", "AX MEDIASTINUM 2.5", KernelSharpness.Soft)]
    [InlineData("", "thin LUNG 1.25", KernelSharpness.Sharp)]
    [InlineData("", "CHEST 5MM", KernelSharpness.Unknown)]
    [InlineData("DETAIL", "Recon 2: soft tissue", KernelSharpness.Soft)]
    [InlineData("", "", KernelSharpness.Unknown)]
    public void Manufacturers_names_come_before_words_of_the_description(string kernel, string description, KernelSharpness expected) =>
        Assert.Equal(expected, ReconstructionKernel.Judge(kernel, description));
}

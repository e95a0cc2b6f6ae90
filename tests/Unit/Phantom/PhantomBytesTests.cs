using System.Runtime.InteropServices;
using System.Security.Cryptography;
using MhdNet.Phantom;

namespace MhdNet.Tests.Data.Phantom;

/// <summary>
/// Every patient looks as it always has: checksums of images that the first, plain painter drew, pixel by pixel. Mathematical functions
/// differ in the last bit between systems, so the checksums are those of Linux on x64.
/// </summary>
public sealed class PhantomBytesTests
{
    [Theory]
    [InlineData(0, "a3a1c5fb1f48f7d8")]
    [InlineData(1, "7d8d7e5e7dda7f4e")]
    [InlineData(2, "7ed522502a524548")]
    [InlineData(3, "d78e43ea325f504f")]
    [InlineData(4, "79c9cec52536bade")]
    [InlineData(5, "f399a31aa399dfff")]
    [InlineData(6, "24278c26a6dd2ea4")]
    [InlineData(7, "07aea095e461403c")]
    public void A_CT_of_each_type_has_the_bytes_it_always_had(int type, string sum)
    {
        SkipElsewhere();
        var parameters = PhantomParameters.Draw(11, type, type, PhantomKnobs.Fixed);
        var ct = PhantomThorax.Render(11, type, parameters, size: 90 + type, slices: 30, ctNoise: 1);
        var area = MemoryMarshal.AsBytes(ct.TumourArea.AsSpan());
        Assert.Equal(sum, Sum([.. MemoryMarshal.AsBytes(ct.Hounsfield.AsSpan()), .. area]));
    }

    [Theory]
    [InlineData(0, "d0b87c272bad4abe")]
    [InlineData(1, "765d9c1751276296")]
    [InlineData(2, "fa1eb67954ef59b2")]
    [InlineData(3, "67a9fba9323dcfd8")]
    [InlineData(4, "454c445c0b72997b")]
    [InlineData(5, "692e7a6fbd60db82")]
    [InlineData(6, "b722704d2e77db2d")]
    [InlineData(7, "a5039cc1832234ae")]
    public void A_slide_of_each_type_has_the_bytes_it_always_had(int type, string sum)
    {
        SkipElsewhere();
        var tissue = PhantomParameters.Draw(11, type, type, PhantomKnobs.Fixed).Tissue;
        Assert.Equal(sum, Sum(PhantomTissue.Render(11, type, slide: type % 2, type, tissue, size: 500 + (17 * type)).Rgb));
    }

    [Theory]
    [InlineData("mini", "67849d6897ca5eb1")]
    [InlineData("default", "46dc9d1d47899ac3")]
    public void So_have_the_images_of_a_patient_of_each_preset_in_full_size(string name, string sum)
    {
        SkipElsewhere();
        var options = new PhantomOptions { Preset = PhantomPreset.Named(name), Seed = 1 };
        var patient = PhantomPatient.Plan(options)[2];
        var parameters = PhantomParameters.Draw(1, patient.Key, patient.Type, options.Knobs);
        var ct = PhantomThorax.Render(1, patient.Key, parameters, options.Preset.CtSize, patient.Slices, options.Knobs.CtNoise);
        var slide = PhantomTissue.Render(1, patient.Key, 0, patient.Type, parameters.Tissue, options.Preset.SlideSize);
        Assert.Equal(sum, Sum([.. MemoryMarshal.AsBytes(ct.Hounsfield.AsSpan()), .. slide.Rgb]));
    }

    private static string Sum(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes))[..16];

    private static void SkipElsewhere() => Assert.SkipUnless(
        OperatingSystem.IsLinux() && RuntimeInformation.RuntimeIdentifier.EndsWith("x64", StringComparison.Ordinal),
        "checksums of Linux on x64");
}

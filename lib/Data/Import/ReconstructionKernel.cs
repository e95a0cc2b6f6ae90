using System.Globalization;
using System.Text.RegularExpressions;

namespace MhdNet.Data.Import;

/// <summary>
/// Tells soft kernels from sharp ones by the names that manufacturers give them in ConvolutionKernel (0018,1210), or else by words of the
/// series description. Siemens: B30f, Br40d, I31f, where the number grows with sharpness, 50 and more for lung and bone (SOMATOM Sensation
/// Cardiac, operating instructions, "Body Kernels"); GE: STANDARD, SOFT, LUNG, BONE, EDGE; Toshiba and Canon: FC01 to FC29 for body and
/// head, FC30s, FC50s and FC80s for bone and lung; Philips: A to C, then D, E and L.
/// </summary>
public static partial class ReconstructionKernel
{
    private static readonly string[] SoftWords = ["SOFT", "STANDARD", "STND", "STD", "SMOOTH", "TISSUE", "MEDIAST"];
    private static readonly string[] SharpWords = ["LUNG", "BONE", "EDGE", "SHARP", "HRCT"];

    /// <summary>Classifies a series.</summary>
    /// <param name="kernel">ConvolutionKernel; of several values the first counts.</param>
    /// <param name="description">Series description.</param>
    public static KernelSharpness Judge(string kernel, string description)
    {
        ArgumentNullException.ThrowIfNull(kernel);
        ArgumentNullException.ThrowIfNull(description);
        var named = OfName(kernel.Split('\\')[0].Trim().ToUpperInvariant());
        return named != KernelSharpness.Unknown ? named : OfWords(description.ToUpperInvariant());
    }

    private static KernelSharpness OfName(string kernel)
    {
        if (Siemens().Match(kernel) is { Success: true } siemens)
        {
            return Number(siemens) < 50 ? KernelSharpness.Soft : KernelSharpness.Sharp;
        }

        if (Toshiba().Match(kernel) is { Success: true } toshiba)
        {
            return Number(toshiba) switch
            {
                >= 1 and <= 29 => KernelSharpness.Soft,
                (>= 30 and <= 39) or (>= 50 and <= 59) or (>= 80 and <= 89) => KernelSharpness.Sharp,
                _ => KernelSharpness.Unknown,
            };
        }

        return kernel switch
        {
            "A" or "B" or "C" => KernelSharpness.Soft,
            "D" or "E" or "L" => KernelSharpness.Sharp,
            _ => OfWords(kernel),
        };
    }

    private static KernelSharpness OfWords(string text) =>
        SharpWords.Any(text.Contains)
            ? KernelSharpness.Sharp : SoftWords.Any(text.Contains) ? KernelSharpness.Soft : KernelSharpness.Unknown;

    private static int Number(Match match) => int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture);

    [GeneratedRegex("^[BIQHDTU][A-Z]?([0-9]{2})[A-Z]?$")]
    private static partial Regex Siemens();

    [GeneratedRegex("^FC([0-9]{2})")]
    private static partial Regex Toshiba();
}

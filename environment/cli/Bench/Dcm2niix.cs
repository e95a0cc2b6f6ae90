using System.ComponentModel;
using System.Diagnostics;
using System.Text.RegularExpressions;
using MhdNet.Runtime;

namespace MhdNet.Cli.Bench;

/// <summary>dcm2niix, which reads a DICOM series and writes it as NIfTI, in one process per series.</summary>
internal static partial class Dcm2niix
{
    /// <summary>Where to get it.</summary>
    public const string Missing = "not installed: apt-get install dcm2niix";

    /// <summary>Its version; null where it is not installed.</summary>
    public static string? Version { get; } = Ask();

    /// <summary>Converts a series, uncompressed and without its JSON file.</summary>
    /// <param name="series">A folder of DICOM files.</param>
    /// <param name="output">An existing folder.</param>
    /// <param name="name">Name of the file there, which is replaced if it exists.</param>
    /// <exception cref="InputException">It did not succeed.</exception>
    public static void Convert(string series, string output, string name)
    {
        var (code, text) = Run("-z", "n", "-b", "n", "-w", "1", "-f", name, "-o", output, series);
        if (code != 0)
        {
            var said = text.Trim().ReplaceLineEndings("; ");
            throw new InputException($"{series}: dcm2niix ended with code {code} ({said}): leave the series out of the benchmark");
        }
    }

    private static string? Ask()
    {
        try
        {
            return VersionNumber().Match(Run("-v").Output) is { Success: true } match ? match.Value : "of unknown version";
        }
        catch (Win32Exception) // no such program
        {
            return null;
        }
    }

    private static (int Code, string Output) Run(params string[] arguments)
    {
        var start = new ProcessStartInfo("dcm2niix", arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output + errors.GetAwaiter().GetResult());
    }

    [GeneratedRegex(@"v\d+(\.\d+)+")]
    private static partial Regex VersionNumber();
}

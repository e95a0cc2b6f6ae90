using System.Security.Cryptography;
using MhdNet.Networks;
using MhdNet.Runtime;
using MhdNet.Training;

namespace MhdNet.Methods;

/// <summary>The pretrained weights that a run begins with.</summary>
public static class PretrainedStart
{
    /// <summary>File of a run that says what each branch took of the weights, and what did not match.</summary>
    public const string ReportFile = "backbone.txt";

    /// <summary>SHA-256 of the file, in hexadecimal; null for none.</summary>
    /// <exception cref="InputException">The file is missing.</exception>
    internal static string? Fingerprint(string? file)
    {
        if (file is null)
        {
            return null;
        }

        if (!File.Exists(file))
        {
            throw new InputException($"{file}: no such file: give the .safetensors file of a 3D ResNet");
        }

        using var stream = File.OpenRead(file);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }

    /// <summary>Loads the file into the branches and writes the report; does nothing without a file.</summary>
    /// <exception cref="InputException">The file is no ResNet's of that depth.</exception>
    internal static void Load(string? file, RunFolder run, params IReadOnlyList<(string Name, ResNet3d Branch)> branches)
    {
        if (file is not null)
        {
            AtomicFile.WriteText(run.File(ReportFile), string.Concat(branches.Select(branch => $"{branch.Name}: {PretrainedBackbone.Load(file, branch.Branch)}\n")));
        }
    }
}

using MhdNet.Networks;
using MhdNet.Runtime;
using MhdNet.Training;

namespace MhdNet.Methods;

/// <summary>Pretrained weights that a training begins with: named by content; where they lie is no part of a training's name.</summary>
/// <param name="Sha256">SHA-256 of the file.</param>
/// <param name="Path">The file, safetensors.</param>
public sealed record PretrainedStart(string Sha256, [property: NotHashed] string? Path)
{
    /// <summary>File of a run that says what each branch took of the weights, and what did not match.</summary>
    public const string ReportFile = "backbone.txt";

    /// <summary>The weights in a file; null for none.</summary>
    /// <exception cref="InputException">The file is missing.</exception>
    public static PretrainedStart? From(string? file) => file is null
        ? null
        : new PretrainedStart(ContentHash.OfFile(Existing(file)), System.IO.Path.GetFullPath(file));

    /// <summary>Loads the weights into branches and writes the report.</summary>
    /// <exception cref="InputException">The file is missing, has changed, or is no ResNet's of that depth.</exception>
    internal void Load(RunFolder run, params IReadOnlyList<(string Name, ResNet3d Branch)> branches)
    {
        var file = Existing(Path
            ?? throw new InputException($"{run.Path}: begins with pretrained weights (SHA-256 {Sha256[..12]}): say where their file is"));
        if (ContentHash.OfFile(file) != Sha256)
        {
            throw new InputException(
                $"{file}: is not the file that the training is to begin with (SHA-256 {Sha256[..12]}): give that file");
        }

        AtomicFile.WriteText(
            run.File(ReportFile),
            string.Concat(branches.Select(branch => $"{branch.Name}: {PretrainedBackbone.Load(file, branch.Branch)}\n")));
    }

    private static string Existing(string file) =>
        File.Exists(file) ? file : throw new InputException($"{file}: no such file: give the .safetensors file of a 3D ResNet");
}

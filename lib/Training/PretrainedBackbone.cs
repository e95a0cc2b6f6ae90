using MhdNet.Networks;
using MhdNet.Runtime;
using static TorchSharp.torch;

namespace MhdNet.Training;

/// <summary>What of a weights file went into a backbone, and what did not.</summary>
/// <param name="Taken">Tensors that were taken, by the backbone's names.</param>
/// <param name="Untouched">Tensors of the backbone that the file has not, which stay as they began: their names.</param>
/// <param name="Unfit">Tensors of another shape or type, which were not taken: name, and both shapes.</param>
/// <param name="Unknown">Tensors of the file that the backbone has not, by the file's names.</param>
public sealed record BackboneMatch(IReadOnlyList<string> Taken,
    IReadOnlyList<string> Untouched, IReadOnlyList<string> Unfit, IReadOnlyList<string> Unknown)
{
    /// <summary>A line for the whole, and one for every tensor that did not match.</summary>
    public override string ToString() => string.Join('\n',
    [
        $"{Taken.Count} tensors taken, {Unfit.Count} of another shape, {Untouched.Count} not in the file, {Unknown.Count} not in the "
            + "network",
        .. Unfit.Select(line => $"  another shape: {line}"),
        .. Untouched.Select(name => $"  not in the file: {name}"),
        .. Unknown.Select(name => $"  not in the network: {name}"),
    ]);
}

/// <summary>
/// Weights of a 3D ResNet trained elsewhere, such as MedicalNet's, brought into a backbone by name (conv1.weight, layer1.0.conv1.weight,
/// ...; a leading <c>module.</c> or <c>backbone.</c> is overlooked). The file is safetensors; data/WEIGHTS.md says how to make one of a
/// .pth.
/// </summary>
public static class PretrainedBackbone
{
    private static readonly string[] Prefixes = ["module.", "backbone."];

    /// <summary>Takes what fits.</summary>
    /// <param name="path">The weights.</param>
    /// <param name="backbone">The network; what does not match stays as it was.</param>
    /// <exception cref="InputException">No safetensors file, or of a ResNet with other blocks.</exception>
    public static BackboneMatch Load(string path, ResNet3d backbone)
    {
        ArgumentNullException.ThrowIfNull(backbone);
        var blocks = Blocks(Safetensors.Head(path).Shapes.Keys.Select(Plain));
        if (!blocks.SetEquals(Blocks(backbone.state_dict().Keys)))
        {
            throw new InputException(
                $"{path}: has the residual blocks of {(blocks.Count == 0 ? "no ResNet" : $"another ResNet ({blocks.Count})")}, not those "
                    + $"of ResNet-{backbone.Depth}: give the weights of a ResNet-{backbone.Depth}");
        }

        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var (targets, taken, unfit, unknown) = (backbone.state_dict(), new List<string>(), new List<string>(), new List<string>());
        foreach (var (name, value) in Safetensors.Load(path).Tensors)
        {
            var plain = Plain(name);
            if (!targets.TryGetValue(plain, out var target))
            {
                unknown.Add(SafetensorsHeader.OneLine(name));
            }
            else if (!value.shape.SequenceEqual(target.shape) || value.dtype != target.dtype)
            {
                unfit.Add($"{plain} is {Shape(value)} in the file, {Shape(target)} in the network");
            }
            else
            {
                target.copy_(value);
                taken.Add(plain);
            }
        }

        var met = taken.Concat(unfit.Select(line => line.Split(' ')[0])).ToHashSet();
        return new BackboneMatch(taken, [.. targets.Keys.Where(name => !met.Contains(name))], unfit, unknown);
    }

    private static string Plain(string name)
    {
        foreach (var prefix in Prefixes)
        {
            name = name.StartsWith(prefix, StringComparison.Ordinal) ? name[prefix.Length..] : name;
        }

        return name;
    }

    // "layer1.0", "layer1.1", ...: they tell one depth from another
    private static HashSet<string> Blocks(IEnumerable<string> names) =>
        [.. names.Where(name => name.StartsWith("layer", StringComparison.Ordinal))
            .Select(name => string.Join('.', name.Split('.').Take(2)))];

    private static string Shape(Tensor tensor) => $"{tensor.dtype} ({string.Join(", ", tensor.shape)})";
}

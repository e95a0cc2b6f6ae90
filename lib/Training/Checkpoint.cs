using System.Text.Json;
using MhdNet.Runtime;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MhdNet.Training;

/// <summary>Where a training stands between two steps.</summary>
/// <param name="Epoch">Epoch under way, from zero.</param>
/// <param name="Batch">Steps of it that are done.</param>
/// <param name="Sums">Running sums of the loss terms of this epoch.</param>
/// <param name="History">Epochs that have ended.</param>
/// <param name="Best">The epoch whose weights lie in the model file.</param>
public sealed record TrainingState(
    int Epoch, int Batch, IReadOnlyDictionary<string, double> Sums, IReadOnlyList<EpochRecord> History, EpochRecord? Best);

/// <summary>
/// Saves and restores a training whole: weights, buffers, memory banks, Adam's moments, and where in which epoch it was.
/// Order of patients and augmentation are functions of seed and epoch, so no generator state is needed.
/// </summary>
public static class Checkpoint
{
    private const string StateKey = "state";

    /// <summary>Writes the checkpoint.</summary>
    /// <param name="path">Target file.</param>
    /// <param name="module">What is trained, banks and frozen parts included.</param>
    /// <param name="optimizer">Its Adam.</param>
    /// <param name="state">Where the training stands.</param>
    public static void Save(string path, nn.Module module, Adam optimizer, TrainingState state)
    {
        using var scope = NewDisposeScope();
        Safetensors.Save(path, [.. Named(module, "module."), .. Moments(optimizer)], new Dictionary<string, string> { [StateKey] = JsonSerializer.Serialize(state, JsonFormat.Compact) });
    }

    /// <summary>Restores a checkpoint into a module and an optimiser of the same make; of another's, nothing is taken.</summary>
    /// <exception cref="InputException">The file is torn or belongs to another network.</exception>
    public static TrainingState Load(string path, nn.Module module, Adam optimizer)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var (tensors, metadata) = Safetensors.Load(path);
        var state = State(path, metadata);
        CopyInto(path, [.. Named(module, "module."), .. Moments(optimizer)], tensors);
        foreach (var (index, moments) in States(optimizer).Index())
        {
            moments.step = tensors[$"adam.{index}.step"].item<long>();
        }

        return state;
    }

    /// <summary>Writes a module's weights and buffers alone, under their own names.</summary>
    public static void SaveModule(string path, nn.Module module, IReadOnlyDictionary<string, string> metadata) =>
        Safetensors.Save(path, [.. Named(module, "")], metadata);

    /// <summary>Reads weights and buffers written by <see cref="SaveModule"/>; of another network's, nothing is taken.</summary>
    /// <exception cref="InputException">The file is torn or belongs to another network.</exception>
    public static void LoadModule(string path, nn.Module module)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        CopyInto(path, [.. Named(module, "")], Safetensors.Load(path).Tensors);
    }

    private static TrainingState State(string path, IReadOnlyDictionary<string, string> metadata)
    {
        try
        {
            if (metadata.TryGetValue(StateKey, out var json) && JsonSerializer.Deserialize<TrainingState>(json, JsonFormat.Compact) is { } state)
            {
                return state;
            }
        }
        catch (JsonException error)
        {
            throw new InputException($"{path}: its training state cannot be read: delete it and train again", error);
        }

        throw new InputException($"{path}: holds no training state: delete it and train again");
    }

    /// <summary>Copies in place, so that every parameter keeps its memory layout; all or none.</summary>
    private static void CopyInto(string path, IReadOnlyList<(string Name, Tensor Target)> targets, IReadOnlyDictionary<string, Tensor> tensors)
    {
        foreach (var (name, target) in targets)
        {
            var wrong = !tensors.TryGetValue(name, out var value) ? "missing"
                : !value.shape.SequenceEqual(target.shape) ? $"({string.Join(", ", value.shape)}), ({string.Join(", ", target.shape)}) is needed"
                : value.dtype != target.dtype ? $"{value.dtype}, {target.dtype} is needed" : null;
            if (wrong is not null)
            {
                throw new InputException($"{path}: {name} is {wrong}: the file belongs to another network");
            }
        }

        if (tensors.Count > targets.Count)
        {
            var unknown = tensors.Keys.Except(targets.Select(target => target.Name)).First();
            throw new InputException($"{path}: {SafetensorsHeader.OneLine(unknown)} is no part of this network: the file belongs to another");
        }

        foreach (var (name, target) in targets)
        {
            target.copy_(tensors[name]);
        }
    }

    private static IEnumerable<(string Name, Tensor Value)> Named(nn.Module module, string prefix) =>
        module.state_dict().Select(entry => (prefix + entry.Key, entry.Value));

    private static IEnumerable<(string Name, Tensor Value)> Moments(Adam optimizer)
    {
        foreach (var (index, state) in States(optimizer).Index())
        {
            yield return ($"adam.{index}.step", tensor(state.step, ScalarType.Int64));
            yield return ($"adam.{index}.mean", state.exp_avg);
            yield return ($"adam.{index}.square", state.exp_avg_sq);
        }
    }

    private static IEnumerable<Adam.State> States(Adam optimizer) => optimizer.state_dict().State.Cast<Adam.State>();
}

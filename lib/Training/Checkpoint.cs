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
        var tensors = module.state_dict().Select(entry => ("module." + entry.Key, entry.Value)).ToList();
        using var scope = NewDisposeScope();
        tensors.AddRange(Moments(optimizer));
        Safetensors.Save(path, tensors, new Dictionary<string, string> { [StateKey] = JsonSerializer.Serialize(state, JsonFormat.Compact) });
    }

    /// <summary>Restores a checkpoint into a module and an optimiser of the same make.</summary>
    /// <exception cref="InputException">The file is torn or belongs to another network.</exception>
    public static TrainingState Load(string path, nn.Module module, Adam optimizer)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var (tensors, metadata) = Safetensors.Load(path);
        CopyInto(path, module, tensors, "module.");
        foreach (var (name, moment) in Moments(optimizer))
        {
            CopyInto(path, name, moment, tensors);
        }

        foreach (var (index, state) in States(optimizer).Index())
        {
            state.step = tensors[$"adam.{index}.step"].item<long>();
        }

        return JsonSerializer.Deserialize<TrainingState>(metadata[StateKey], JsonFormat.Compact)
            ?? throw new InputException($"{path}: holds no training state: delete it and train again");
    }

    /// <summary>Writes a module's weights and buffers alone, under their own names.</summary>
    public static void SaveModule(string path, nn.Module module, IReadOnlyDictionary<string, string> metadata) =>
        Safetensors.Save(path, [.. module.state_dict().Select(entry => (entry.Key, entry.Value))], metadata);

    /// <summary>Reads weights and buffers written by <see cref="SaveModule"/>.</summary>
    /// <exception cref="InputException">The file is torn or belongs to another network.</exception>
    public static void LoadModule(string path, nn.Module module)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        CopyInto(path, module, Safetensors.Load(path).Tensors, "");
    }

    /// <summary>Copies in place, so that every parameter keeps its memory layout.</summary>
    private static void CopyInto(string path, nn.Module module, IReadOnlyDictionary<string, Tensor> tensors, string prefix)
    {
        foreach (var (name, target) in module.state_dict())
        {
            CopyInto(path, prefix + name, target, tensors);
        }
    }

    private static void CopyInto(string path, string name, Tensor target, IReadOnlyDictionary<string, Tensor> tensors)
    {
        if (!tensors.TryGetValue(name, out var value) || !value.shape.SequenceEqual(target.shape))
        {
            throw new InputException($"{path}: {name} is missing or of another shape: the file belongs to another network");
        }

        target.copy_(value);
    }

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

using System.Security.Cryptography;
using System.Text;
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
/// <param name="Model">SHA-256 of the model file; null where there is none yet.</param>
public sealed record TrainingState(
    int Epoch, int Batch, IReadOnlyDictionary<string, double> Sums, IReadOnlyList<EpochRecord> History, EpochRecord? Best, string? Model)
{
    /// <summary>Of a training that has not begun.</summary>
    public static TrainingState Start { get; } = new(0, 0, new Dictionary<string, double>(), [], null, null);
}

/// <summary>
/// Saves and restores a training whole: weights and their average, buffers, memory banks, Adam's moments, and where in which epoch it was.
/// Order of patients and augmentation are functions of seed and epoch, so no generator state is needed.
/// </summary>
public static class Checkpoint
{
    private const string StateKey = "state";
    private const string DigestKey = "sha256"; // of the state and all tensors: a damaged checkpoint is not resumed from

    /// <summary>Writes the checkpoint.</summary>
    /// <param name="path">Target file.</param>
    /// <param name="module">What is trained, banks and frozen parts included.</param>
    /// <param name="optimizer">Its Adam.</param>
    /// <param name="state">Where the training stands.</param>
    /// <param name="average">The average of its weights; null: none is kept.</param>
    public static void Save(string path, nn.Module module, Adam optimizer, TrainingState state, WeightAverage? average = null)
    {
        using var scope = NewDisposeScope();
        (string Name, Tensor Value)[] tensors = [.. All(module, optimizer, average)];
        var json = JsonSerializer.Serialize(state, JsonFormat.Compact);
        Safetensors.Save(path, tensors, new Dictionary<string, string> { [StateKey] = json, [DigestKey] = Digest(json, tensors) });
    }

    /// <summary>Restores a checkpoint into a module and an optimiser of the same make; of another's, nothing is taken.</summary>
    /// <param name="path">The checkpoint.</param>
    /// <param name="module">What is trained.</param>
    /// <param name="optimizer">Its Adam.</param>
    /// <param name="accept">Looks at the state before anything is taken; throws where it cannot be gone on from.</param>
    /// <param name="average">The average of its weights; null: none is kept.</param>
    /// <exception cref="InputException">The file is torn, damaged or belongs to another network.</exception>
    public static TrainingState Load(
        string path, nn.Module module, Adam optimizer, Action<TrainingState>? accept = null, WeightAverage? average = null)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var (tensors, metadata) = Safetensors.Load(path);
        var state = State(path, metadata);
        (string Name, Tensor Value)[] targets = [.. All(module, optimizer, average)];
        Fit(path, targets, tensors);
        if (metadata.GetValueOrDefault(DigestKey) != Digest(metadata[StateKey],
            targets.Select(target => (target.Name, tensors[target.Name]))))
        {
            throw new InputException($"{path}: is damaged: its content has another SHA-256 than when it was written");
        }

        accept?.Invoke(state);
        CopyInto(targets, tensors);
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
        var (targets, tensors) = (Named(module, "").ToList(), Safetensors.Load(path).Tensors);
        Fit(path, targets, tensors);
        CopyInto(targets, tensors);
    }

    private static TrainingState State(string path, IReadOnlyDictionary<string, string> metadata)
    {
        try
        {
            if (metadata.TryGetValue(StateKey, out var json)
                && JsonSerializer.Deserialize<TrainingState>(json, JsonFormat.Compact) is { } state)
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

    private static string Digest(string state, IEnumerable<(string Name, Tensor Value)> tensors)
    {
        using var sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        sha.AppendData(Encoding.UTF8.GetBytes(state));
        foreach (var (name, value) in tensors)
        {
            using var scope = NewDisposeScope();
            sha.AppendData(Encoding.UTF8.GetBytes($"\n{name} {value.dtype} {string.Join(' ', value.shape)}\n"));
            sha.AppendData(value.detach().cpu().contiguous().bytes);
        }

        return Convert.ToHexStringLower(sha.GetHashAndReset());
    }

    /// <summary>Refuses tensors of another network before any is copied.</summary>
    private static void Fit(string path, IReadOnlyList<(string Name, Tensor Target)> targets, IReadOnlyDictionary<string, Tensor> tensors)
    {
        foreach (var (name, target) in targets)
        {
            var wrong = !tensors.TryGetValue(name, out var value) ? "missing"
                : !value.shape.SequenceEqual(target.shape)
                ? $"({string.Join(", ", value.shape)}), ({string.Join(", ", target.shape)}) is needed"
                : value.dtype != target.dtype ? $"{value.dtype}, {target.dtype} is needed" : null;
            if (wrong is not null)
            {
                throw new InputException($"{path}: {name} is {wrong}: the file belongs to another network");
            }
        }

        if (tensors.Count > targets.Count)
        {
            var unknown = tensors.Keys.Except(targets.Select(target => target.Name)).First();
            throw new InputException(
                $"{path}: {SafetensorsHeader.OneLine(unknown)} is no part of this network: the file belongs to another");
        }
    }

    /// <summary>Copies in place, so that every parameter keeps its memory layout.</summary>
    private static void CopyInto(IReadOnlyList<(string Name, Tensor Target)> targets, IReadOnlyDictionary<string, Tensor> tensors)
    {
        foreach (var (name, target) in targets)
        {
            target.copy_(tensors[name]);
        }
    }

    private static IEnumerable<(string Name, Tensor Value)> All(nn.Module module, Adam optimizer, WeightAverage? average) =>
        [.. Named(module, "module."), .. Moments(optimizer), .. average?.Tensors ?? []];

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

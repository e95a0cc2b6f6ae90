using System.Text.Json;
using MhdNet.Methods;
using MhdNet.Runtime;

namespace MhdNet.Export;

/// <summary>What an ONNX file says about itself: its <c>metadata_props</c>, words and JSON.</summary>
public static class OnnxMetadata
{
    /// <summary>Said of every network that was trained on a phantom.</summary>
    public const string SyntheticData = "trained on synthetic data";

    /// <summary>Of a finished run.</summary>
    /// <param name="run">The run.</param>
    public static IReadOnlyDictionary<string, string> Of(FinishedRun run)
    {
        ArgumentNullException.ThrowIfNull(run);
        return new Dictionary<string, string>(Of(run.Phase, run.Result.Synthetic)) { ["run"] = run.Folder.Name, ["name"] = run.Name };
    }

    /// <summary>Of a network that belongs to no run.</summary>
    /// <param name="phase">A training that has such a network.</param>
    /// <param name="synthetic">Whether its patients were synthetic.</param>
    public static IReadOnlyDictionary<string, string> Of(Phase phase, bool synthetic)
    {
        ArgumentNullException.ThrowIfNull(phase);
        var (setting, size) = (phase.Setting, phase.Setting.Size);
        var labels = setting.Labels ?? Data.LabelSet.Thymic;
        return new Dictionary<string, string>
        {
            ["kind"] = phase.Kind,
            ["scale"] = $"{setting.Scale}".ToLowerInvariant(),
            ["typing"] = JsonSerializer.Serialize(Enumerable.Range(0, labels.ClassCount).Select(labels.NameOf), JsonFormat.Compact),
            ["preprocessing"] = JsonSerializer.Serialize(setting.Preprocessing, JsonFormat.Compact),
            ["input"] = $"ct: (batch, 1, {size.Frames}, {size.Size}, {size.Size}), the window's 0 to 255 brought to -1 to 1",
            ["data"] = synthetic ? SyntheticData : "trained on patients",
            ["sequences"] = setting.Data ?? "none",
            ["code"] = phase.CodeName,
        };
    }
}

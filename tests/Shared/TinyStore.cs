using MhdNet.Cli.Bench;
using MhdNet.Data;
using MhdNet.Data.Sequences;
using MhdNet.Evaluation;
using MhdNet.Methods;
using MhdNet.Methods.Mhd;
using MhdNet.Networks;
using MhdNet.Training;

namespace MhdNet.Tests.Training;

/// <summary>A few patients of random pixels, two CT sequences and one of pathology each, and `other`: enough to train on, nothing to
/// learn.</summary>
internal static class TinyStore
{
    public const int Frames = 8;
    public const int Size = 40;

    public static NetworkOptions Network { get; } =
        new()
        {
            Frames = Frames,
            Size = Size,
            Width = 8,
            TeacherDepth = 10,
            FusionDepth = 10,
            StudentDepth = 10,
            Shfm = new ShfmOptions { Kernel = 3 }
        };

    public static MemoryOptions Memory { get; } = new();

    /// <summary>A setting of these sizes.</summary>
    public static Setting Setting { get; } = new()
    {
        Size = new NetworkSize { Frames = Frames, Size = Size, Width = 8 },
        Preprocessing = new PreprocessingOptions { Frames = Frames, Size = Size },
        Labels = LabelSet.Thymic,
        Synthetic = true,
        Data = "data",
    };

    /// <summary>A finished run of a network as it is.</summary>
    public static FinishedRun Finished(string folder, Phase phase, Classifier network, IReadOnlyList<Prediction>? test = null)
    {
        if (test is not null)
        {
            Predictions.Write(new RunFolder(folder).File("test.csv"), test);
        }

        return UntrainedRun.Write(folder, phase, network);
    }

    /// <summary>Writes nine patients: seven to learn from and two for the test.</summary>
    /// <param name="folder">Where to.</param>
    /// <param name="extra">Whether the last is an extra patient instead.</param>
    public static SequenceStore Write(string folder, bool extra = false)
    {
        var sequences = new RandomSequences(folder, new SequenceStoreHead(LabelSet.Thymic, true, Frames, Size, "tiny", "tiny"));
        for (var patient = 0; patient < 9; patient++)
        {
            var id = $"P{patient}";
            var split = patient < 7 ? "train" : extra && patient == 8 ? "extra" : "test";
            var label = LabelSet.Thymic.Types[patient % 3];
            sequences.Add(Modality.Ct, $"{id}_ct_0", id, label, split);
            sequences.Add(Modality.Ct, $"{id}_ct_1", id, patient % 2 == 0 ? LabelSet.Other : label, split);
            sequences.Add(Modality.Wsi, $"{id}_wsi_0", id, label, split);
        }

        return sequences.Finish();
    }
}

using MhdNet.Data.Sequences;
using MhdNet.Methods;
using MhdNet.Methods.Controls;
using MhdNet.Methods.Mhd;
using MhdNet.Runtime;
using MhdNet.Tests.Data;
using MhdNet.Training;

namespace MhdNet.Tests.Training;

/// <summary>A training on CT alone does not even open the files of pathology.</summary>
public sealed class UnreadPathologyTests
{
    public static TheoryData<string, bool> Phases => new()
    {
        { "radiology branch", false }, { "alone", false }, { "label smoothing", false }, { "self-distillation", false },
        { "pathology branch", true }, { "teacher", true },
    };

    [Theory]
    [MemberData(nameof(Phases))]
    public void Pathology_is_loaded_where_it_is_looked_at(string name, bool looks)
    {
        using var folder = new TemporaryFolder();
        var data = CohortData.Divide(TinyStore.Write(folder.File("store")), 1).Training;
        foreach (var file in Directory.GetFiles(folder.File(Path.Combine("store", "pixels")), "*_wsi_*"))
        {
            File.Delete(file);
        }

        TorchRuntime.Start(1, threads: 1);
        var run = new RunFolder(folder.File("run"));
        var phase = PhaseOf(name);
        using var learner = phase.Begin(
            [.. phase.Needs.Select(need => TinyStore.Finished(folder.File(need.Kind), need, need.Build()))], run);
        var trainer = new Trainer(learner, data, new TrainingOptions { Epochs = 1, BatchSize = 4 }, 1, run);
        if (looks)
        {
            Assert.Contains("missing", Assert.Throws<InputException>(Train).Message, StringComparison.Ordinal);
        }
        else
        {
            Train();
            Assert.True(run.ReadTimings().Single().Steps > 0);
        }

        void Train() => trainer.Run(name, cancellation: TestContext.Current.CancellationToken);
    }

    private static Phase PhaseOf(string name)
    {
        var mhd = new MhdNetMethod();
        return name switch
        {
            "radiology branch" => (mhd with { Tested = MhdNetPart.Radiology }).For(TinyStore.Setting),
            "pathology branch" => (mhd with { Tested = MhdNetPart.Pathology }).For(TinyStore.Setting),
            "teacher" => (mhd with { Tested = MhdNetPart.Teacher }).For(TinyStore.Setting),
            "alone" => (mhd with { Tested = MhdNetPart.Alone }).For(TinyStore.Setting),
            "self-distillation" => new SelfDistillationMethod().For(TinyStore.Setting),
            _ => new LabelSmoothingMethod().For(TinyStore.Setting),
        };
    }
}

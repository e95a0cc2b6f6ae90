using MhdNet.Data.Sequences;
using MhdNet.Methods.Mhd;
using MhdNet.Runtime;
using MhdNet.Tests.Data;
using MhdNet.Training;

namespace MhdNet.Tests.Training;

public sealed class TeacherPairsTests
{
    [Theory]
    [InlineData(0, 0, "no training patient")]
    [InlineData(1, 0, "no validation patient")]
    public void Without_patients_of_both_modalities_there_is_nothing_to_learn_from(int training, int validation, string says)
    {
        using var folder = new TemporaryFolder();
        var patients = Enumerable.Range(0, 10).Select(i => ($"p{i}", i % 2 == 0 ? "A" : "B1", i < 8 ? "train" : "test", 1, 0, 0)).ToArray();
        var split = CohortData.Split(StoreFixture.Write(folder.File("first"), patients), 1);
        var store = StoreFixture.Write(folder.File("store"), [.. patients.Select(patient =>
            patient with { Item6 = split.Validation.Contains(patient.Item1)
                ? validation : split.Training.Contains(patient.Item1) ? training : 1 })]);
        using var teacher = new TeacherWithMemory(TinyStore.Network, TinyStore.Memory);
        var failure = Assert.Throws<InputException>(() => new Trainer(
            new TeacherLearner(teacher, conMb: 0.3), CohortData.Divide(store, 1).Training, new TrainingOptions { Epochs = 1 }, 1,
            new RunFolder(folder.File("run"))).Run("teacher", null, TestContext.Current.CancellationToken));
        Assert.Contains(says, failure.Message, StringComparison.Ordinal);
    }
}

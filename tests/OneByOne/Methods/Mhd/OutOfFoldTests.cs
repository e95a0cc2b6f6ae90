using MhdNet.Data.Sequences;
using MhdNet.Methods.Blocks;
using MhdNet.Methods.Mhd;
using MhdNet.Runtime;
using MhdNet.Tests.Data;
using MhdNet.Tests.Training;
using MhdNet.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace MhdNet.Tests.Methods;

/// <summary>Soft targets come from the teacher that has not seen the patient.</summary>
public sealed class OutOfFoldTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Every_sequence_is_judged_by_the_teacher_that_left_its_patient_out()
    {
        TorchRuntime.Start(1, threads: 1);
        using var scope = NewDisposeScope();
        var data = CohortData.Divide(TinyStore.Write(_folder.Path), 1).Training;
        TeacherWithMemory New()
        {
            var teacher = new TeacherWithMemory(TinyStore.Network, TinyStore.Memory);
            teacher.eval();
            return teacher;
        }

        var (teacher, teachers) = (New(), Enumerable.Range(0, MhdNetMethod.Folds).Select(_ => New()).ToList());
        var student = new StudentNetwork(TinyStore.Network);
        student.eval(); // so that its logits can be computed again
        using var learner = new StudentLearner(student, teacher, null, new LossWeights(0, 0, 1), 1, [], 4, teachers);
        learner.Prepare(data, new RunFolder(_folder.File("run")));
        using var batch = new BatchLoader(data).Load([.. data.TrainingCt.Select(row => data.Pair(row, 0))], null);
        var kl = learner.Losses(batch, new Clock(0, 1, 0, 1)).Single(term => term.Name == "kl").Value;

        var targets = new List<Tensor>();
        foreach (var row in batch.Paired.data<long>().ToArray())
        {
            var patient = data.TrainingCt[(int)row].PatientId;
            var unseen = Enumerable.Range(0, MhdNetMethod.Folds)
                .Single(fold => data.Without(fold, MhdNetMethod.Folds).TrainingCt.All(other => other.PatientId != patient));
            var i = Array.IndexOf(batch.Paired.data<long>().ToArray(), row);
            targets.Add(teachers[unseen].Heads(batch.Ct[row].unsqueeze(0), batch.Wsi![i].unsqueeze(0))[0].Logits[0]);
        }

        var expected = DistillationLosses.Kl(stack(targets), student.call(batch.Ct).Logits.index_select(0, batch.Paired), 1);
        Assert.Equal(expected.ToSingle(), kl.ToSingle(), 1e-5);
        Assert.True(targets.Count > 4);
    }
}

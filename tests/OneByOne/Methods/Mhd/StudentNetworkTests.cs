using System.Reflection;
using MhdNet.Methods.Mhd;
using MhdNet.Networks;
using TorchSharp;
using static TorchSharp.torch;

namespace MhdNet.Tests.Networks;

public sealed class StudentNetworkTests
{
    [Fact]
    public void It_gives_logits_the_prior_and_in_training_three_aligned_features()
    {
        using var scope = NewDisposeScope();
        using var student = Create();
        student.train();
        var output = student.call(Tiny.Ct(2));
        Assert.Equal([2L, 9], output.Logits.shape);
        Assert.Equal([2L, 9], output.Prior!.shape);
        Assert.Equal(1, output.Prior.sum(dim: 1).min().ToDouble(), 1e-5);
        Assert.Equal(Tiny.Options.Stages().Take(3).Select(s => $"2x{s.Channels}x{s.Frames}x{s.Height}x{s.Width}"),
            output.Aligned.Select(a => string.Join('x', a.shape)));

        student.eval();
        Assert.Empty(student.call(Tiny.Ct(2)).Aligned);
    }

    [Fact]
    public void Each_stage_takes_the_sum_of_what_was_fused_and_the_stage_before()
    {
        using var scope = NewDisposeScope();
        var memory = new Tiny.Memory();
        using var student = Create(memory);
        student.eval();
        var ct = Tiny.Ct(2);
        var output = student.call(ct);
        var read = memory.Read(output.Prior!);
        var r1 = student.Backbone.Stage(0, student.Backbone.Stem(ct));
        var r2 = student.Backbone.Stage(1, student.Fusions[0].call(r1, read[0]) + r1);
        var r3 = student.Backbone.Stage(2, student.Fusions[1].call(r2, read[1]) + r2);
        var r4 = student.Backbone.Stage(3, student.Fusions[2].call(r3, read[2]) + r3);
        Assert.True((student.Backbone.Classify(r4) - output.Logits).abs().max().ToDouble() < 1e-5);
    }

    [Fact]
    public void Prior_and_memory_are_frozen_whatever_mode_the_student_is_in()
    {
        using var scope = NewDisposeScope();
        using var teacher = new TeacherNetwork(Tiny.Options);
        using var student = new StudentNetwork(Tiny.Options, teacher.Radiology, new Tiny.Memory());
        var before = teacher.Radiology.state_dict().ToDictionary(entry => entry.Key, entry => entry.Value.clone());
        student.train();
        Assert.False(teacher.Radiology.training);
        Assert.True(student.Backbone.training);
        teacher.train(); // someone else's hand on the shared branch

        using var adam = optim.Adam(student.TrainableParameters, 1e-2);
        for (var step = 0; step < 2; step++)
        {
            adam.zero_grad();
            var output = student.call(Tiny.Ct(2));
            Assert.False(output.Prior!.requires_grad);
            (output.Logits.pow(2).sum() + output.Aligned.Select(a => a.pow(2).mean()).Aggregate((a, b) => a + b)).backward();
            adam.step();
        }

        Assert.All(teacher.Radiology.named_modules(), m => Assert.False(m.module.training, m.name));
        Assert.All(teacher.Radiology.state_dict(), entry => Assert.True(entry.Value.Equals(before[entry.Key]), entry.Key));
        Assert.Empty(student.TrainableParameters.Intersect(teacher.Radiology.parameters()));
        Assert.All(student.named_parameters(),
            p => Assert.Equal(!p.name.StartsWith("prior.", StringComparison.Ordinal), p.parameter.requires_grad));
        Assert.DoesNotContain(student.named_parameters(), p => p.parameter.requires_grad && p.parameter.grad is not { IsInvalid: false });
    }

    [Fact]
    public void A_student_without_a_prior_reads_under_its_own_first_prediction()
    {
        using var scope = NewDisposeScope();
        var memory = new Tiny.Memory();
        using var student = new StudentNetwork(Tiny.Options, memory);
        student.eval();
        var ct = Tiny.Ct(2);
        var first = student.call(ct).Prior!;
        Assert.Equal(1, first.sum(dim: 1).min().ToDouble(), 1e-5);

        // the same weights with every type read alike give that prediction, and with that prediction the answer
        var alike = memory.Read(full([2, 9], 1 / 9.0));
        var x = student.Backbone.Stem(ct);
        for (var s = 0; s < 3; s++)
        {
            x = student.Backbone.Stage(s, x);
            x = student.Fusions[s].call(x, alike[s]) + x;
        }

        Assert.True((nn.functional.softmax(student.Backbone.Classify(student.Backbone.Stage(3, x)), 1) - first).abs().max()
            .ToDouble() < 1e-6);
        Assert.DoesNotContain(student.named_parameters(), p => p.name.StartsWith("prior", StringComparison.Ordinal));
        Assert.True(student.ReadsMemory);
    }

    [Fact]
    public void Under_its_priors_own_prediction_it_answers_as_ever_and_under_another_prediction_otherwise()
    {
        using var scope = NewDisposeScope();
        using var student = Create();
        student.eval();
        var ct = Tiny.Ct(2);
        var output = student.call(ct);
        Assert.True(student.Under(ct, output.Prior!).Logits.Equals(output.Logits));
        var other = nn.functional.one_hot(tensor(new long[] { 0, 1 }), 9).to_type(ScalarType.Float32);
        Assert.True((student.Under(ct, other).Logits - output.Logits).abs().max().ToDouble() > 1e-4);
        using var none = new StudentNetwork(Tiny.Options);
        Assert.Throws<InvalidOperationException>(() => none.Under(ct, other));
    }

    [Fact]
    public void The_first_pass_leaves_mode_and_normalisation_alone()
    {
        using var scope = NewDisposeScope();
        using var own = new StudentNetwork(Tiny.Options, new Tiny.Memory());
        using var given = Create();
        own.load_state_dict(given.state_dict(), strict: false);
        own.train();
        given.train();
        own.call(Tiny.Ct(2));
        given.call(Tiny.Ct(2));
        Assert.True(own.training && own.Backbone.training);
        Assert.All(own.Backbone.state_dict().Where(entry => entry.Key.StartsWith("bn1", StringComparison.Ordinal)), entry =>
            // the stem's statistics, which no memory reaches
            Assert.True(entry.Value.Equals(given.Backbone.state_dict()[entry.Key]), entry.Key));
    }

    [Fact]
    public void A_student_without_memory_is_its_backbone()
    {
        using var scope = NewDisposeScope();
        using var student = new StudentNetwork(Tiny.Options);
        student.eval();
        var output = student.call(Tiny.Ct(2));
        Assert.False(student.ReadsMemory);
        Assert.Null(output.Prior);
        Assert.True(output.Logits.Equals(student.Backbone.call(Tiny.Ct(2)).Logits));
        student.train();
        Assert.Equal(3, student.call(Tiny.Ct(2)).Aligned.Count);
    }

    [Fact]
    public void A_teacher_goes_on_from_what_the_shared_radiology_branch_saw()
    {
        using var scope = NewDisposeScope();
        using var teacher = new TeacherNetwork(Tiny.Options);
        using var student = new StudentNetwork(Tiny.Options, teacher.Radiology, new Tiny.Memory());
        teacher.eval();
        Assert.Same(teacher.Radiology, student.Prior);
        var (ct, wsi, rows) = (Tiny.Ct(3), Tiny.Wsi(2), tensor(new[] { 0L, 2L }));
        var radiology = student.call(ct).Radiology!;
        Assert.All(radiology.Stages, stage => Assert.False(stage.requires_grad));

        var shared = teacher.Fuse(radiology, wsi, rows);
        var alone = teacher.call(ct.index_select(0, rows), wsi, arange(2));
        Assert.True(allclose(alone.FusionLogits!, shared.FusionLogits!, rtol: 1e-4, atol: 1e-5));
        Assert.All(alone.Fused.Zip(shared.Fused), pair => Assert.True(allclose(pair.First, pair.Second, rtol: 1e-4, atol: 1e-5)));
        student.eval();
        Assert.Null(student.call(ct).Radiology);
    }

    [Fact]
    public void Nothing_of_it_takes_pathology_or_labels()
    {
        var methods = typeof(StudentNetwork).GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static)
            .Where(method => method.GetParameters().Any(p => p.ParameterType == typeof(Tensor))
                && method.DeclaringType!.Namespace!.StartsWith("MhdNet", StringComparison.Ordinal));
        Assert.Equal(
            // the first refuses pathology (StudentLeakageTests); the second is for branches that have not seen the patient, and for
            // analyses
            ["Heads(ct, wsi)", "Under(ct, prediction)", "call(ct)"],
            methods.Select(method => $"{method.Name}({string.Join(", ", method.GetParameters().Select(p => p.Name))})")
            .Order(StringComparer.Ordinal));
        var read = Assert.Single(typeof(IMemoryReader).GetMethods());
        Assert.Equal(["prediction"], read.GetParameters().Select(p => p.Name));
    }

    [Fact]
    public void A_saved_student_answers_as_before()
    {
        using var scope = NewDisposeScope();
        var memory = new Tiny.Memory();
        using var student = Create(memory);
        using var other = Create(memory);
        other.load_state_dict(student.state_dict());
        student.eval();
        other.eval();
        Assert.True(student.call(Tiny.Ct(2)).Logits.Equals(other.call(Tiny.Ct(2)).Logits));
    }

    [Fact]
    public void Steps_leave_no_tensor_behind()
    {
        using var student = Create();
        student.train();
        using var adam = optim.Adam(student.TrainableParameters, 1e-3);
        GC.Collect();
        GC.WaitForPendingFinalizers();
        var counts = new List<long>();
        for (var step = 0; step < 6; step++)
        {
            using (NewDisposeScope())
            {
                adam.zero_grad();
                var output = student.call(Tiny.Ct(2));
                (output.Logits.pow(2).sum() + output.Aligned[0].pow(2).mean()).backward();
                adam.step();
            }

            counts.Add(Tensor.TotalCount);
        }

        Assert.All(counts[2..], count => Assert.True(count <= counts[1], $"{count} tensors, {counts[1]} after the first steps"));
    }

    private static StudentNetwork Create(IMemoryReader? memory = null) =>
        new(Tiny.Options, new ResNet3d(Tiny.Options.TeacherDepth, 1, Tiny.Options), memory ?? new Tiny.Memory());
}

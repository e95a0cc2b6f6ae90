using FsCheck.Xunit;
using MhdNet.Methods.Mhd;
using MhdNet.Networks;
using MhdNet.Tests.Training;
using static TorchSharp.torch;

namespace MhdNet.Tests.Leakage;

public sealed class StudentLeakageTests
{
    [Fact]
    public void Nothing_the_student_offers_takes_a_label_or_pathology()
    {
        var own = MemoryLeakageTests.Declared(typeof(StudentNetwork)).Where(method => method.Name != nameof(StudentNetwork.Heads));
        Assert.All(own, MemoryLeakageTests.AssertTakesNone);
        Assert.All(typeof(StudentNetwork).GetConstructors(), MemoryLeakageTests.AssertTakesNone);
        var forward = Assert.Single(typeof(StudentNetwork).GetMethods(), m => m.Name == "call");
        Assert.Equal(["ct"], forward.GetParameters().Select(p => p.Name));
    }

    [Fact]
    public void Where_all_networks_may_be_shown_pathology_a_student_refuses_it()
    {
        using var scope = NewDisposeScope();
        using var student = new StudentNetwork(TinyStore.Network);
        var pathology = zeros([1, 3, TinyStore.Frames, TinyStore.Size, TinyStore.Size]);
        var ct = zeros([1, 1, TinyStore.Frames, TinyStore.Size, TinyStore.Size]);
        Assert.Contains("sees CT alone", Assert.Throws<ArgumentException>(() => student.Heads(ct, pathology)).Message,
            StringComparison.Ordinal);
    }

    [Property(MaxTest = 10)]
    public void What_the_student_says_does_not_depend_on_any_pathology(int seed)
    {
        // teacher and student share the radiology branch; whatever pathology the teacher sees, the student's bits stay
        using var scope = NewDisposeScope();
        using var off = no_grad();
        var options = new NetworkOptions
        {
            Frames = 8,
            Size = 32,
            Width = 4,
            StudentDepth = 10,
            TeacherDepth = 10,
            FusionDepth = 10,
            Shfm = new ShfmOptions { Kernel = 3 }
        };
        using var teacher = new TeacherNetwork(options);
        using var memory = new Ctmm(options.MemoryStages(), options.TypeCount, new MemoryOptions { RasterInitialisation = false });
        using var student = new StudentNetwork(options, teacher.Radiology, memory.Freeze());
        teacher.eval();
        student.eval();
        var generator = new Generator((ulong)(uint)seed);
        var ct = randn([2, 1, 8, 32, 32], generator: generator);
        var before = student.call(ct).Logits;
        var output = teacher.call(ct, 10 * randn([2, 3, 8, 32, 32], generator: generator), arange(2));
        Assert.Throws<InvalidOperationException>(() => memory.Update(output.PathologyStages, zeros([2], int64)));
        Assert.True(student.call(ct).Logits.Equals(before));
    }

    [Fact]
    public void Training_and_evaluating_a_student_leave_the_memory_bit_equal()
    {
        using var scope = NewDisposeScope();
        var options = new NetworkOptions { Frames = 8, Size = 32, Width = 4, StudentDepth = 10, TeacherDepth = 10 };
        var memory = new Ctmm(StageShape.Of(8, 32, 4), options.TypeCount, new MemoryOptions { RasterInitialisation = false }).Freeze();
        var hash = memory.Hash();
        using var student = new StudentNetwork(options, new ResNet3d(10, 1, options), memory);
        using var optimiser = optim.SGD(student.parameters(), 0.1);   // all parameters, the frozen ones too
        student.train();
        var output = student.call(randn([2, 1, 8, 32, 32]));
        (output.Logits.square().mean() + output.Aligned.Aggregate(zeros(1), (sum, a) => sum + a.square().mean())).sum().backward();
        optimiser.step();
        student.eval();
        using (no_grad())
        {
            student.call(randn([2, 1, 8, 32, 32]));
        }

        Assert.Equal(hash, memory.Hash());
    }
}

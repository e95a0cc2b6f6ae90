using MhdNet.Data.Sequences;
using MhdNet.Methods.Mhd;
using MhdNet.Training;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MhdNet.Cli.Bench;

/// <summary>One way to compute the same training steps.</summary>
/// <param name="Teacher">Loss terms of a part of a batch; updates the memory.</param>
/// <param name="Student">Loss terms of a part of a batch.</param>
/// <param name="Classify">Logits of CT sequences.</param>
/// <param name="Move">A step of the optimiser, which then drops the gradients.</param>
internal sealed record Formulation(
    Func<TeacherWithMemory, Batch, double, IReadOnlyList<LossTerm>> Teacher,
    Func<StudentNetwork, TeacherNetwork, Batch, LossWeights, double, IReadOnlyList<LossTerm>> Student,
    Func<StudentNetwork, Tensor, Tensor> Classify,
    Action<Adam> Move)
{
    /// <summary>The library's.</summary>
    public static Formulation Ours { get; } = new(
        (teacher, batch, conMb) => TeacherLearner.Losses(teacher, batch, conMb, teacher.Memory.Options.Decay),
        (student, teacher, batch, weights, temperature) => StudentLearner.Losses(student, teacher, batch, weights, temperature),
        (student, ct) => student.call(ct).Logits,
        optimizer => AdamStep.Take(optimizer));

    /// <summary>The equations as written, with libtorch's operations, autograd and optimiser (<see cref="PlainNetwork"/>).</summary>
    public static Formulation Plain { get; } = new(
        PlainNetwork.TeacherLosses,
        PlainNetwork.StudentLosses,
        (student, ct) => PlainNetwork.Student(student, ct).Logits,
        optimizer =>
        {
            using var scope = NewDisposeScope();
            optimizer.step();
            optimizer.zero_grad();
        });
}

using MhdNet.Methods.Mhd;
using static TorchSharp.torch;

namespace MhdNet.Methods.Blocks;

/// <summary>
/// What the student learns from the teacher (Sec. III-C), as pure functions. No gradient goes to the teacher. Only paired sequences
/// have a teacher output, so the caller passes those of the batch; without any, the loss is zero and its gradient is zero.
/// </summary>
public static class DistillationLosses
{
    /// <summary>
    /// Eq. 12, alignment of fused features.
    /// <code>L_MSE = Σ_{s=1}^{3} ‖f_F^s − con_s(f_F'^s)‖_2</code>
    /// The norm is the mean square error, as the text words it, or the mean absolute error.
    /// </summary>
    /// <param name="fused">f_F, the teacher's fused features, one per stage, (B, C, T, H, W).</param>
    /// <param name="aligned">con_s(f_F'), the student's fused features after their 1x1x1 convolution, of the same shapes.</param>
    /// <param name="distance">Which error.</param>
    public static Tensor Mse(
        IReadOnlyList<Tensor> fused, IReadOnlyList<Tensor> aligned, FeatureDistance distance = FeatureDistance.MeanSquare)
    {
        ArgumentNullException.ThrowIfNull(fused);
        ArgumentNullException.ThrowIfNull(aligned);
        if (fused.Count == 0 || fused.Count != aligned.Count)
        {
            throw new ArgumentException(
                $"{fused.Count} features of the teacher and {aligned.Count} of the student: one of each per stage is needed");
        }

        using var scope = NewDisposeScope();
        return fused.Zip(aligned, (f, a) => StageError(f, a, distance)).Aggregate((a, b) => a + b).MoveToOuterDisposeScope();
    }

    /// <summary>
    /// Eq. 13, alignment of logits: KL(teacher ‖ student) in nats, mean over the batch.
    /// <code>L_KL = −Σ σ(l_Tea) log(σ(l_Stu) / σ(l_Tea))</code>
    /// The result is multiplied by the squared temperature, which keeps the gradient's size as the temperature rises. At temperature 1
    /// the gradient of a row is (σ(l_Stu) − σ(l_Tea)) / B.
    /// </summary>
    /// <param name="teacherLogits">l_Tea, logits of the teacher's fusion branch, (B, ClassCount).</param>
    /// <param name="studentLogits">l_Stu, logits of the student, (B, ClassCount).</param>
    /// <param name="temperature">Divides both logits; Eq. 13 has 1.</param>
    public static Tensor Kl(Tensor teacherLogits, Tensor studentLogits, double temperature = 1)
    {
        ArgumentNullException.ThrowIfNull(teacherLogits);
        ArgumentNullException.ThrowIfNull(studentLogits);
        CheckSameShape(teacherLogits, studentLogits);
        if (temperature is not (> 0 and < double.PositiveInfinity))
        {
            throw new ArgumentOutOfRangeException(nameof(temperature), temperature, "the temperature must be positive");
        }

        if (studentLogits.shape[0] == 0)
        {
            return studentLogits.sum();
        }

        using var scope = NewDisposeScope();
        var teacher = nn.functional.log_softmax(teacherLogits.detach() / temperature, dim: 1);
        var student = nn.functional.log_softmax(studentLogits / temperature, dim: 1);
        var divergence = (teacher.exp() * (teacher - student)).sum(dim: 1).mean();
        return (divergence * (temperature * temperature)).MoveToOuterDisposeScope();
    }

    private static Tensor StageError(Tensor fused, Tensor aligned, FeatureDistance distance)
    {
        CheckSameShape(fused, aligned);
        return aligned.shape[0] == 0 ? aligned.sum()
            : distance == FeatureDistance.MeanAbsolute ? nn.functional.l1_loss(aligned, fused.detach())
            : nn.functional.mse_loss(aligned, fused.detach());
    }

    // a silent broadcast would compare the wrong sequences
    private static void CheckSameShape(Tensor teacher, Tensor student)
    {
        if (!teacher.shape.SequenceEqual(student.shape))
        {
            throw new ArgumentException(
                $"teacher ({string.Join(", ", teacher.shape)}) and student ({string.Join(", ", student.shape)}) differ in shape");
        }
    }
}

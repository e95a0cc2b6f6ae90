using MhdNet.Data.Sequences;
using MhdNet.Methods.Blocks;
using MhdNet.Methods.Mhd;
using MhdNet.Networks;
using MhdNet.Training;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace MhdNet.Cli.Bench;

/// <summary>
/// Teacher and student over the library's own layers and weights, in the plain form: it builds the correlation, unfolds the involution,
/// keeps the attention over the memory, moves the memory by one-hot products, and runs both prior and teacher over the whole batch.
/// Default options only.
/// </summary>
internal static class PlainNetwork
{
    /// <summary>Eqs. 4 to 10.</summary>
    public static IReadOnlyList<LossTerm> TeacherLosses(TeacherWithMemory teacher, Batch batch, double conMb)
    {
        var (r, p, _, logits) = Teacher(teacher.Network, batch.Ct, batch.Wsi!);
        var stages = p.Stages.Take(3).ToArray();
        var decay = teacher.Memory.Options.Decay;
        using (no_grad())
        {
            foreach (var (memory, stage) in teacher.Memory.Stages.Zip(stages))
            {
                foreach (var type in batch.Labels.data<long>().Distinct())
                {
                    NaiveForms.Update(memory.Items[type], NaiveForms.Queries(stage.detach()[batch.Labels == type]).flatten(0, 1), decay);
                }
            }
        }

        return
        [
            new("ce_radiology", cross_entropy(r.Logits, batch.Labels)), new("ce_pathology", cross_entropy(p.Logits, batch.Labels)),
            new("ce_fusion", cross_entropy(logits, batch.Labels)), new("conmb", NaiveForms.Boost(teacher.Memory, stages), conMb),
        ];
    }

    /// <summary>Eqs. 11 to 14.</summary>
    public static IReadOnlyList<LossTerm> StudentLosses(
        StudentNetwork student, TeacherNetwork teacher, Batch batch, LossWeights weights, double klTemperature)
    {
        var (logits, aligned) = Student(student, batch.Ct);
        IReadOnlyList<Tensor> fused;
        Tensor taught;
        using (no_grad())
        {
            (_, _, fused, taught) = Teacher(teacher, batch.Ct, batch.Wsi!);
        }

        return
        [
            new("ce", cross_entropy(logits, batch.Labels)), new("mse", DistillationLosses.Mse(fused, aligned), weights.Mse),
            new("kl", DistillationLosses.Kl(taught, logits, klTemperature), weights.Kl),
        ];
    }

    /// <summary>Logits, and in training the features of Eq. 12.</summary>
    public static (Tensor Logits, IReadOnlyList<Tensor> Aligned) Student(StudentNetwork student, Tensor ct)
    {
        IReadOnlyList<Tensor> memories;
        using (no_grad())
        {
            memories = ((FrozenMemory)Child(student, "memory")).Read(softmax(student.Prior!.call(ct).Logits, 1));
        }

        var (x, aligned) = (student.Backbone.Stem(ct), new List<Tensor>());
        for (var s = 0; s < 4; s++)
        {
            x = student.Backbone.Stage(s, x);
            if (s < 3)
            {
                var fused = Fuse(student.Fusions[s], x, memories[s]);
                if (student.training)
                {
                    aligned.Add(Layer(student, $"con{s + 1}").call(fused));
                }

                x = fused + x;
            }
        }

        return (student.Backbone.Classify(x), aligned);
    }

    private static (BranchOutput R, BranchOutput P, IReadOnlyList<Tensor> Fused, Tensor Logits) Teacher(
        TeacherNetwork teacher, Tensor ct, Tensor wsi)
    {
        var (r, p) = (teacher.Radiology.call(ct), teacher.Pathology.call(wsi));
        var (fused, x) = (new List<Tensor>(), zeros(1));
        for (var s = 0; s < 3; s++)
        {
            fused.Add(Fuse(teacher.Fusion.Fusions[s], r.Stages[s], p.Stages[s]));
            x = Layer(teacher.Fusion, $"layer{s + 2}").call(fused[s] + x);
        }

        return (r, p, fused, Layer(teacher.Fusion, "fc").call(x.mean([3, 4]).flatten(1)));
    }

    // Eqs. 1 to 3
    private static Tensor Fuse(Shfm shfm, Tensor ct, Tensor wsi)
    {
        var (shape, taps) = (ct.shape, ((Convolution)Child(shfm, "kernels")).Weight.shape[0]);
        var kappa = (long)Math.Sqrt(taps);
        var cells = Layer(shfm, "pathology").call(adaptive_avg_pool3d(wsi, [shape[2], kappa, kappa])).flatten(2) / Math.Sqrt(shape[1]);
        var voxels = Layer(shfm, "radiology").call(ct);
        var correlation = NaiveForms.Correlation(voxels, cells);
        var gates = Layer(shfm, "attention").call(correlation).sigmoid() + 1;
        var merged = Layer(shfm, "reduction").call(wsi).transpose(1, 2).unsqueeze(3); // (B, WSI frames, c / r, 1, h, w)
        var weighed = merged * gates.narrow(1, 1, shape[2]).unsqueeze(2); // (B, WSI frames, c / r, t, h, w)
        var fused = cat([ct * gates.narrow(1, 0, 1), weighed.flatten(1, 2)], 1);
        var x = relu(Layer(shfm, "bn1").call(Layer(shfm, "projection").call(fused)));
        var involved = NaiveForms.UnfoldedInvolution(x, Layer(shfm, "kernels").call(correlation));
        return Layer(shfm, "output").call(Layer(shfm, "bn2").call(involved) + fused);
    }

    private static nn.Module<Tensor, Tensor> Layer(nn.Module module, string name) => (nn.Module<Tensor, Tensor>)Child(module, name);

    private static nn.Module Child(nn.Module module, string name) => module.named_children().First(child => child.name == name).module;
}

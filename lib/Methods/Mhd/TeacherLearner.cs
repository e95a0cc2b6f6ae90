using MhdNet.Data.Sequences;
using MhdNet.Networks;
using MhdNet.Training;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace MhdNet.Methods.Mhd;

/// <summary>
/// Teacher training (Eq. 10): the three cross-entropies of Eq. 4, optimised jointly, and the ConMB loss. `other` sequences
/// have no pathology: they count in the radiology branch's cross-entropy alone.
/// </summary>
/// <param name="teacher">A fresh teacher.</param>
/// <param name="conMb">Weight of the ConMB loss; 0 leaves it out.</param>
public sealed class TeacherLearner(TeacherWithMemory teacher, double conMb) : Learner, IRemembersPathology
{
    /// <inheritdoc/>
    public override nn.Module Module => teacher;

    /// <inheritdoc/>
    public override Classifier Deployed => teacher;

    /// <inheritdoc/>
    public override IReadOnlyList<LossTerm> Losses(Batch batch, Clock clock) =>
        Losses(teacher, batch, conMb, Decay(clock));

    /// <inheritdoc/>
    public override void Finish(TrainingData data, int batchSize, RunFolder run) => MemoryRecord.Write(teacher, data, batchSize, run);

    /// <inheritdoc/>
    public void Remember(Batch batch, Clock clock)
    {
        ArgumentNullException.ThrowIfNull(batch);
        teacher.Memory.train();
        teacher.Memory.Update(teacher.Stored([.. teacher.Network.Pathology.call(batch.Wsi!).Stages.Take(3)]), batch.Labels, Decay(clock));
        teacher.Memory.eval();
    }

    /// <summary>
    /// L_CE = CE⟨z_R, y⟩ + CE⟨z_P, y⟩ + CE⟨z_F, y⟩ (Eq. 4) and L_Teacher = L_CE + α_ConMB L_ConMB (Eq. 10).
    /// The memory is updated (Eqs. 5, 6) before it is read. Frozen branches have no losses.
    /// </summary>
    /// <param name="teacher">The teacher, in training mode.</param>
    /// <param name="batch">A batch or a part of one.</param>
    /// <param name="conMb">Weight of the ConMB loss; 0 leaves it out.</param>
    /// <param name="decay">λ of Eq. 6 (<see cref="MemoryOptions.DecayOver"/>).</param>
    public static IReadOnlyList<LossTerm> Losses(TeacherWithMemory teacher, Batch batch, double conMb, double decay)
    {
        ArgumentNullException.ThrowIfNull(teacher);
        ArgumentNullException.ThrowIfNull(batch);
        var output = teacher.Network.call(batch.Ct, batch.Wsi, batch.Paired);
        var learns = !teacher.Network.BranchesAreFrozen;
        var terms = new List<LossTerm>();
        if (learns)
        {
            terms.Add(new LossTerm("ce_radiology", cross_entropy(output.RadiologyLogits, batch.Labels)));
        }

        if (output.PathologyLogits is not null && output.FusionLogits is not null)
        {
            var types = batch.Labels.index_select(0, batch.Paired);
            if (learns)
            {
                terms.Add(new LossTerm("ce_pathology", cross_entropy(output.PathologyLogits, types), OfPairs: true));
            }

            terms.Add(new LossTerm("ce_fusion", cross_entropy(output.FusionLogits, types), OfPairs: true));
            var stored = teacher.Stored(output.PathologyStages);
            teacher.Memory.Update(stored, types, decay);
            if (conMb > 0)
            {
                terms.Add(new LossTerm("conmb", teacher.Memory.Boost(stored), conMb, OfPairs: true));
            }
        }
        else if (!learns)
        {
            terms.Add(LossTerm.Nothing("ce_fusion", teacher.Network.Fusion));
        }

        return terms;
    }

    private double Decay(Clock clock) => teacher.Memory.Options.DecayOver(clock.AllSteps);
}

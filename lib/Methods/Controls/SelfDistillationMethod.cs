using System.Text.Json.Serialization;
using MhdNet.Data;
using MhdNet.Data.Sequences;
using MhdNet.Methods.Blocks;
using MhdNet.Methods.Mhd;
using MhdNet.Networks;
using MhdNet.Runtime;
using MhdNet.Training;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MhdNet.Methods.Controls;

/// <summary>
/// Self-distillation (Furlanello et al., Born-Again Neural Networks, ICML 2018): the student's backbone is taught by an earlier training
/// of itself on CT and labels. Weight and temperature of the KL loss are MHD-Net's, and so are the sequences that it is taken of: those
/// with pathology. A teacher that has never seen pathology: what distillation gains beyond it, pathology said.
/// </summary>
public sealed record SelfDistillationMethod : ControlMethod
{
    /// <inheritdoc/>
    public override string Name => "self-distillation";

    /// <inheritdoc/>
    public override string Citation => "Furlanello et al., Born-Again Neural Networks, ICML 2018";

    /// <inheritdoc/>
    public override Phase For(Setting setting)
    {
        var alone = BackbonePhase.AloneOf(Of, setting);
        return new SelfDistillationPhase
        {
            Setting = alone.Setting,
            Training = alone.Training,
            Network = alone.Network,
            Start = alone.Start,
            Kl = Of.Weights.Kl,
            KlTemperature = Of.KlTemperature,
            Needs = [alone],
        };
    }
}

/// <summary>The backbone's training on labels and on the word of the finished run that it needs.</summary>
public sealed record SelfDistillationPhase : BackbonePhase
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override string Kind => "self-distilled";

    /// <summary>Weight of Eq. 13.</summary>
    public required double Kl { get; init; }

    /// <summary>Temperature of Eq. 13.</summary>
    public required double KlTemperature { get; init; }

    /// <inheritdoc/>
    public override Learner Begin(IReadOnlyList<FinishedRun> needs, RunFolder run)
    {
        ArgumentNullException.ThrowIfNull(needs);
        var teacher = needs[0].Load();
        manual_seed(Draw.Index((ulong)(uint)Setting.Seed, Kind, 0, int.MaxValue)).Dispose(); // begins elsewhere than its teacher began
        var student = new StudentNetwork(Network);
        Start?.Load(run, ("student", student.Backbone));
        return new Taught(student, teacher, Kl, KlTemperature);
    }

    /// <inheritdoc/>
    /// <remarks>The teacher goes forward alone.</remarks>
    public override double StepWork() => base.StepWork() * 4 / 3;

    private sealed class Taught : Learner
    {
        private readonly StudentNetwork _student;
        private readonly Classifier _teacher;
        private readonly double _kl, _temperature;

        public Taught(StudentNetwork student, Classifier teacher, double kl, double temperature)
        {
            (_student, _teacher, _kl, _temperature) = (student, teacher, kl, temperature);
            teacher.to(TorchRuntime.Device);
        }

        public override nn.Module Module => _student;

        public override Classifier Deployed => _student;

        public override Modalities Reads => Modalities.Ct;

        public override IEnumerable<Parameter> Parameters => _student.TrainableParameters;

        // Eq. 14 without its MSE term, the teacher being the earlier run
        public override IReadOnlyList<LossTerm> Losses(Batch batch, Clock clock)
        {
            var logits = _student.call(batch.Ct).Logits;
            var labels = new LossTerm("ce", nn.functional.cross_entropy(logits, batch.Labels));
            if (batch.Paired.numel() == 0)
            {
                return [labels];
            }

            Tensor said;
            using (no_grad())
            {
                said = _teacher.Heads(batch.Ct.index_select(0, batch.Paired), null)[0].Logits;
            }

            var kl = DistillationLosses.Kl(said, logits.index_select(0, batch.Paired), _temperature);
            return [labels, new("kl", kl, _kl, OfPairs: true)];
        }

        protected override void Dispose(bool disposing)
        {
            base.Dispose(disposing);
            if (disposing)
            {
                _teacher.Dispose();
            }
        }
    }
}

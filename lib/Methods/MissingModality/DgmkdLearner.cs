using MhdNet.Data.Sequences;
using MhdNet.Methods.Blocks;
using MhdNet.Networks;
using MhdNet.Training;
using static TorchSharp.torch;

namespace MhdNet.Methods.MissingModality;

/// <summary>Labels, two teachers' logits and two contrasts, weighed by the agreement of their gradients.</summary>
internal sealed class DgmkdLearner : Learner
{
    private readonly BranchClassifier _student;
    private readonly EmaModel<BranchClassifier> _mean;
    private readonly FrozenTeacher _teacher;
    private readonly DgmkdMethod _method;
    private readonly ContrastBank _ofMean, _ofTeacher;
    private readonly Parts _parts;
    private readonly Pairing _pairing;
    private readonly ulong _seed;
    private BankIndex _all = new([]), _paired = new([]);

    public DgmkdLearner(BranchClassifier student, BranchClassifier mean, FrozenTeacher teacher, DgmkdPhase phase)
    {
        (_student, _teacher, _method) = (student, teacher, phase.Method);
        (_pairing, _seed) = (phase.Training.Pairing, (ulong)(uint)phase.Setting.Seed);
        mean.Backbone.Take(student.Backbone);
        _mean = new EmaModel<BranchClassifier>(mean, _method.EmaDecay);
        var last = ResidualStage.Shapes(_method.Depth, student.Size)[^1];
        var features = last.Channels * last.Frames;
        _ofMean = Bank(features);
        _ofTeacher = Bank(student.Size.Stages()[2].Channels);
        _parts = new Parts(("student", student), ("mean", _mean), ("contrast_mean", _ofMean), ("contrast_teacher", _ofTeacher));

        ContrastBank Bank(int ofTeacher) => new(features, ofTeacher, _method.BankRows, _method.Dimension, _method.BankMomentum,
            _method.ContrastTemperature, _method.LegacySign);
    }

    public override nn.Module Module => _parts;

    public override Classifier Deployed => _student;

    public override void Convolve(Tensor ct, Tensor wsi)
    {
        base.Convolve(ct, wsi);
        _teacher.Convolve(ct, wsi);
    }

    public override void Prepare(TrainingData data, RunFolder run)
    {
        _all = BankIndex.Of(data, _pairing, paired: false);
        _paired = BankIndex.Of(data, _pairing, paired: true);
        _ofMean.Check(_all);
    }

    // L = CE + Σ_i w_i L_i
    public override IReadOnlyList<LossTerm> Losses(Batch batch, Clock clock)
    {
        _mean.Follow(_student, clock);
        var output = _student.Backbone.call(batch.Ct);
        var labels = nn.functional.cross_entropy(output.Logits, batch.Labels);
        LossTerm[] taught = [.. OfMean(batch, output, clock), .. OfTeacher(batch, output, clock)];
        // all losses see the last stage through its mean over the plane, whose gradients have the same cosines
        var cosines = GradientAgreement.Cosines([labels, .. taught.Select(term => term.Value)], output.Stages[^1]);
        return
        [
            new("ce", labels),
            .. taught.Select((term, i) => term with { Weight = term.Weight * _method.Weighting.Of(cosines, i + 1) }),
        ];
    }

    private IEnumerable<LossTerm> OfMean(Batch batch, BranchOutput output, Clock clock)
    {
        BranchOutput said;
        using (no_grad())
        {
            said = _mean.Network.Backbone.call(batch.Ct.flip(4));
        }

        var contrast = _ofMean.Loss(
            Pooled(output), Pooled(said), [.. batch.Sequences.Select(_all.RowOf)], _all, _method.Choice, Draw(clock, "mean"));
        yield return new("kl_mean", DistillationLosses.Kl(said.Logits, output.Logits, _method.KlTemperature), _method.Logits);
        yield return new("contrast_mean", contrast, _method.Contrast);
    }

    private IEnumerable<LossTerm> OfTeacher(Batch batch, BranchOutput output, Clock clock)
    {
        if (_teacher.Of(batch) is not { } word)
        {
            yield break;
        }

        using var onHost = batch.Paired.cpu();
        int[] rows = [.. onHost.data<long>().ToArray().Select(row => _paired.RowOf(batch.Sequences[(int)row]))];
        var contrast = _ofTeacher.Loss(Pooled(output).index_select(0, batch.Paired), word.Fused[2].mean([2, 3, 4]), rows, _paired,
            _method.Choice, Draw(clock, "teacher"));
        var student = output.Logits.index_select(0, batch.Paired);
        yield return new("kl_teacher", DistillationLosses.Kl(word.Logits, student, _method.KlTemperature), _method.Logits, OfPairs: true);
        yield return new("contrast_teacher", contrast, _method.Contrast, OfPairs: true);
    }

    private ulong Draw(Clock clock, string of) => Data.Draw.Bits(_seed, of, ((long)clock.Epoch * clock.Steps) + clock.Step);

    private static Tensor Pooled(BranchOutput output) => output.Stages[^1].mean([3, 4]).flatten(1);   // (B, C * T)

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing)
        {
            _teacher.Dispose();
        }
    }
}

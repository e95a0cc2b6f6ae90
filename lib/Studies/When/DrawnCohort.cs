using MhdNet.Phantom;
using MhdNet.Phantom.Ceilings;

namespace MhdNet.Studies.When;

/// <summary>One draw of all patients at one grade shift, and every student of its cells.</summary>
internal sealed class DrawnCohort
{
    private const long TrainingKeys = 30_000_000, FurtherKeys = 31_000_000, TuningKeys = 32_000_000, TestKeys = 33_000_000;
    private const ulong ReaderStream = 1, FurtherReaderStream = 2, PlaceboStream = 3;
    private static readonly PhantomDisease _disease = PhantomDisease.Thymus;
    private static readonly int _types = _disease.Labels.Types.Count;
    private readonly Axes _axes;
    private readonly CounterRandom _random;
    private readonly DrawnPatients _training, _further, _tuning, _test;
    private readonly IReadOnlyList<double> _frequencies;
    private readonly double[][] _bayesCt, _bayesBoth;

    public DrawnCohort(Axes axes, int draw, double shift)
    {
        var knobs = PhantomKnobs.Fixed with { GradeShift = shift };
        DrawnPatients Some(int patients, long keys) =>
            DrawnPatients.Draw(
                _disease, knobs,
                DrawnPatients.TypesOf(patients, axes.Frequencies, new CounterRandom(draw, keys, PhantomPurpose.Demographics)), draw, keys);
        _axes = axes;
        _frequencies = [.. axes.Frequencies.Select(count => count / (double)axes.Frequencies.Sum())];
        _random = new CounterRandom(draw, TrainingKeys, PhantomPurpose.Labels);
        (_training, _further) = (Some(axes.Patients.Max(), TrainingKeys), Some(axes.Further, FurtherKeys));
        (_tuning, _test) = (Some(axes.TuningPatients, TuningKeys), Some(axes.TestPatients, TestKeys));
        var posterior = new TypePosterior(knobs, _frequencies);
        _bayesCt = [.. _training.Truths.Select(posterior.OfCt)];
        _bayesBoth = [.. _training.Truths.Select(one => posterior.OfBoth((PhantomParameters)one))];
    }

    /// <summary>Fits and tests the students of a cell.</summary>
    public CellScores Run(GridCell cell)
    {
        var patients = _training.First(cell.Patients);
        var labels = patients.Read(cell.Agreement, _frequencies, _random.Fork(ReaderStream));
        double[][] hard = [.. labels.Select(OneHot)];
        var (ct, both) = (new Design(patients.Ct), new Design(patients.Both));
        var teacher = TunedNetwork.Fit(both, hard, (_tuning.Both, _tuning.Types), _axes.Penalties);
        var soft = Array.ConvertAll(patients.Both, teacher.Predict);
        var alone = Student(ct, hard);
        double[][] everyone = [.. patients.Ct, .. _further.Ct];
        var large = new Design(everyone);
        var more = _further.Read(cell.Agreement, _frequencies, _random.Fork(FurtherReaderStream)).Select(OneHot);
        SoftmaxRegression Fitted(Target target) => target switch
        {
            Target.Labels => alone,
            Target.Smoothing => Student(ct, [.. hard.Select(row => Mixed(row, 0.9, [.. row.Select(_ => 1.0 / _types)], 0.1))]),
            Target.Self => Student(ct, Array.ConvertAll(patients.Ct, alone.Predict)),
            Target.Placebo => Student(ct, Placebo(patients, labels, hard)),
            Target.Teacher => Student(ct, soft),
            Target.LabelsAndTeacher => Student(ct, [.. hard.Zip(soft, (row, said) => Mixed(row, 1, said, 0.5))]),
            Target.OutOfFold => Student(ct, OutOfFold(patients, hard)),
            Target.BayesBoth => Student(ct, _bayesBoth[..cell.Patients]),
            Target.BayesCt => Student(ct, _bayesCt[..cell.Patients]),
            Target.Unlabelled => Student(large, [.. hard, .. _further.Both.Select(teacher.Predict)]),
            Target.MoreLabels => Student(large, [.. hard, .. more]),
            _ => throw new ArgumentOutOfRangeException(nameof(target), target, "no target"),
        };
        return new(
            cell, TunedNetwork.Accuracy(teacher, _test.Both, _test.Types),
            Targets.All.ToDictionary(target => target, target => TunedNetwork.Accuracy(Fitted(target), _test.Ct, _test.Types)));
    }

    private SoftmaxRegression Student(Design ct, double[][] targets) =>
        TunedNetwork.Fit(ct, targets, (_tuning.Ct, _tuning.Types), _axes.Penalties);

    private double[][] Placebo(DrawnPatients patients, int[] labels, double[][] hard)
    {
        var seen = patients.WithPathologyOfOthers(labels, _random.Fork(PlaceboStream));
        var teacher = TunedNetwork.Fit(new Design(seen), hard, (_tuning.Both, _tuning.Types), _axes.Penalties);
        return Array.ConvertAll(seen, teacher.Predict);
    }

    // where types come in turn, a part of whole turns has all of them
    private double[][] OutOfFold(DrawnPatients patients, double[][] hard)
    {
        var said = new double[patients.Count][];
        int Fold(int patient) => patient / _types % _axes.Folds;
        for (var fold = 0; fold < _axes.Folds; fold++)
        {
            int[] others = [.. Enumerable.Range(0, patients.Count).Where(i => Fold(i) != fold)];
            var teacher = TunedNetwork.Fit(
                new Design([.. others.Select(i => patients.Both[i])]), [.. others.Select(i => hard[i])], (_tuning.Both, _tuning.Types),
                _axes.Penalties);
            foreach (var i in Enumerable.Range(0, patients.Count).Where(i => Fold(i) == fold))
            {
                said[i] = teacher.Predict(patients.Both[i]);
            }
        }

        return said;
    }

    private static double[] OneHot(int type)
    {
        var row = new double[_types];
        row[type] = 1;
        return row;
    }

    private static double[] Mixed(double[] first, double weight, double[] second, double other) =>
        [.. first.Zip(second, (a, b) => (weight * a) + (other * b))];
}

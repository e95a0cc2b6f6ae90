using MhdNet.Phantom;

namespace MhdNet.Studies.When.Toys;

/// <summary>
/// The Gaussian simulations of Xue, Gao, Ren and Zhao (The modality focusing hypothesis, ICLR 2023, Figs. 2 and 3): linear networks, the
/// type is the sign of a'x over the decisive features, 200 training and 1,000 test cases, 1,000 gradient steps at rate 0.1 on all cases;
/// the student has cross-entropy and the divergence from the teacher, temperature 1, averaged over cases and both types as in the authors'
/// script (github.com/zihuixue/MFH, gauss/main.py), which halves it.
/// </summary>
/// <param name="Shared">Share of the decisive features that both modalities have: gamma.</param>
/// <param name="Decisive">Features that decide.</param>
/// <param name="TeacherFeatures">Features of the teacher's modality, noise included.</param>
/// <param name="TeachersFirst">First decisive feature of the teacher's modality.</param>
/// <param name="TeachersDecisive">Number of them.</param>
internal sealed record ModalityFocusing(
    double Shared, int Decisive, int TeacherFeatures, int TeachersFirst, int TeachersDecisive)
{
    private const int StudentFeatures = 50, StudentsDecisive = 10, TrainingCases = 200, TestCases = 1000, Steps = 1000;

    /// <summary>Fig. 2: 20 decisive features, ten in each modality, o of them in both: gamma = o / (20 - o).</summary>
    public static IReadOnlyList<ModalityFocusing> MoreShared { get; } =
        [.. new[] { 0, 2, 4, 6, 8, 10 }.Select(o => new ModalityFocusing(o / (20.0 - o), 20, 25, StudentsDecisive - o, 10))];

    /// <summary>Fig. 3: the teacher has the student's ten and 0 to 40 of its own.</summary>
    public static IReadOnlyList<ModalityFocusing> MoreOfTheTeachers { get; } =
        [.. new[] { 0, 10, 20, 30, 40 }.Select(own => new ModalityFocusing(10 / (10.0 + own), 50, 50, 0, 10 + own))];

    /// <summary>One repeat.</summary>
    public ToyScores Run(CounterRandom random)
    {
        double[] a = [.. Enumerable.Range(0, Decisive).Select(_ => random.NextGaussian())];
        var (training, test) = (Draw(a, TrainingCases, random), Draw(a, TestCases, random));
        var teacher = TwoTypeNetwork.FitDescent(training.Teacher, training.Types, 1, Steps, random);
        var alone = TwoTypeNetwork.FitDescent(training.Student, training.Types, 1, Steps, random);

        // gradients of both losses: (p - y) + (p - t) / 2
        double[] mixed = [.. training.Types.Zip(teacher.Predict(training.Teacher), (type, said) => type + (said / 2))];
        var taught = TwoTypeNetwork.FitDescent(training.Student, mixed, 1.5, Steps, random);
        return new(
            teacher.Accuracy(test.Teacher, test.Types), alone.Accuracy(test.Student, test.Types),
            taught.Accuracy(test.Student, test.Types));
    }

    private ToyCases Draw(double[] a, int cases, CounterRandom random)
    {
        var decisive = new double[cases, Decisive];
        var types = new double[cases];
        for (var i = 0; i < cases; i++)
        {
            var sum = 0.0;
            for (var j = 0; j < Decisive; j++)
            {
                decisive[i, j] = random.NextGaussian();
                sum += a[j] * decisive[i, j];
            }

            types[i] = sum > 0 ? 1 : 0;
        }

        ToyRows Modality(int features, int first, int count) => new(
            cases, features, (i, j) => j < count ? decisive[i, first + j] : random.NextGaussian());
        return new(
            Modality(TeacherFeatures, TeachersFirst, TeachersDecisive), Modality(StudentFeatures, 0, StudentsDecisive), types);
    }
}

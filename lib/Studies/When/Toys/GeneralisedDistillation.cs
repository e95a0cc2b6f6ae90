using MhdNet.Phantom;

namespace MhdNet.Studies.When.Toys;

/// <summary>
/// The four simulations of Lopez-Paz, Bottou, Schölkopf and Vapnik (Unifying distillation and privileged information, ICLR 2016, section
/// 5): x ~ N(0, I) with 50 features, a ~ N(0, I), 200 training and 10,000 test cases, 100 repeats, logistic networks, imitation and
/// temperature 1: the student sees the teacher's probabilities alone. Optimiser, start and length of training, which the paper does not
/// give, are those of the authors' script (github.com/lopezpaz/distillation_privileged_information, code/synthetic.py).
/// </summary>
/// <param name="Name">What the teacher is given.</param>
/// <param name="Published">The paper's accuracies, per cent.</param>
/// <param name="Draw">Draws cases of a given a.</param>
internal sealed record GeneralisedDistillation(string Name, PublishedToy Published, Func<double[], int, CounterRandom, ToyCases> Draw)
{
    private const int Features = 50, Relevant = 3, TrainingCases = 200, TestCases = 10_000, Epochs = 1000;

    private static readonly PublishedToy _fourth = new(96, 55, 56);

    /// <summary>
    /// The four. Of the last there are three readings: the paper's text, what the script runs, and a line that the script has commented
    /// out, which is the one that gives the printed numbers.
    /// </summary>
    public static IReadOnlyList<GeneralisedDistillation> All { get; } =
    [
        new("distance to the clean border", new(96, 88, 95), CleanLabels),
        new("features without noise", new(90, 68, 70), CleanFeatures),
        new("the three relevant features", new(98, 89, 97), RelevantFeatures),
        new("three features, drawn for each case (text)", _fourth, FeaturesOfEachCase),
        new("three features, others in the test (script)", _fourth, FeaturesOfEachSet),
        new("the three largest of each case (commented out)", _fourth, LargestOfEachCase),
    ];

    /// <summary>One repeat.</summary>
    public ToyScores Run(CounterRandom random)
    {
        var a = Normals(Features, random);
        var (training, test) = (Draw(a, TrainingCases, random), Draw(a, TestCases, random));
        var (seenByTeacher, testOfTeacher) = training.Teacher.Standardised(test.Teacher);
        var (seen, testSeen) = training.Student.Standardised(test.Student);
        var teacher = TwoTypeNetwork.FitRmsProp(seenByTeacher, training.Types, Epochs, random);
        var alone = TwoTypeNetwork.FitRmsProp(seen, training.Types, Epochs, random);
        var taught = TwoTypeNetwork.FitRmsProp(seen, teacher.Predict(seenByTeacher), Epochs, random);
        return new(
            teacher.Accuracy(testOfTeacher, test.Types), alone.Accuracy(testSeen, test.Types), taught.Accuracy(testSeen, test.Types));
    }

    // x* = a'x, y = [x* + e > 0]
    private static ToyCases CleanLabels(double[] a, int cases, CounterRandom random)
    {
        var x = Normals(cases * Features, random);
        double[] distance = [.. Enumerable.Range(0, cases).Select(i => Dot(a, x, i))];
        return new(
            new(cases, 1, (i, _) => distance[i]), Rows(x, cases), [.. distance.Select(one => one + random.NextGaussian() > 0 ? 1.0 : 0)]);
    }

    // x = x* + e, y = [a'x* > 0]
    private static ToyCases CleanFeatures(double[] a, int cases, CounterRandom random)
    {
        var clean = Normals(cases * Features, random);
        var noisy = Array.ConvertAll(clean, value => value + random.NextGaussian());
        return new(
            Rows(clean, cases), Rows(noisy, cases), [.. Enumerable.Range(0, cases).Select(i => Dot(a, clean, i) > 0 ? 1.0 : 0)]);
    }

    // x* = three of x, y = [a'x* > 0]
    private static ToyCases RelevantFeatures(double[] a, int cases, CounterRandom random) =>
        Chosen(a, Normals(cases * Features, random), _ => [0, 1, 2], middle: false);

    // the three are drawn once for the training and once for the test cases; the border is the median
    private static ToyCases FeaturesOfEachSet(double[] a, int cases, CounterRandom random)
    {
        var chosen = Three(random);
        return Chosen(a, Normals(cases * Features, random), _ => chosen, middle: true);
    }

    // in descending order, so that a's first belongs to the largest
    private static ToyCases LargestOfEachCase(double[] a, int cases, CounterRandom random)
    {
        var x = Normals(cases * Features, random);
        int[][] largest = [.. Enumerable.Range(0, cases).Select(i => (int[])[.. Enumerable.Range(0, Features)
            .OrderByDescending(j => x[(i * Features) + j]).Take(Relevant)])];
        return Chosen(a, x, i => largest[i], middle: true);
    }

    private static ToyCases FeaturesOfEachCase(double[] a, int cases, CounterRandom random)
    {
        int[][] chosen = [.. Enumerable.Range(0, cases).Select(_ => Three(random))];
        return Chosen(a, Normals(cases * Features, random), i => chosen[i], middle: false);
    }

    private static ToyCases Chosen(double[] a, double[] x, Func<int, int[]> chosen, bool middle)
    {
        var cases = x.Length / Features;
        var teacher = new ToyRows(cases, Relevant, (i, j) => x[(i * Features) + chosen(i)[j]]);
        double[] scores = [.. Enumerable.Range(0, cases)
            .Select(i => Enumerable.Range(0, Relevant).Sum(j => a[j] * x[(i * Features) + chosen(i)[j]]))];
        var border = middle ? MathNet.Numerics.Statistics.Statistics.Median(scores) : 0;
        return new(teacher, Rows(x, cases), [.. scores.Select(score => score > border ? 1.0 : 0)]);
    }

    private static int[] Three(CounterRandom random)
    {
        int[] all = [.. Enumerable.Range(0, Features)];
        random.Shuffle(all);
        return all[..Relevant];
    }

    private static ToyRows Rows(double[] x, int cases) => new(cases, Features, (i, j) => x[(i * Features) + j]);

    private static double Dot(double[] a, double[] x, int row)
    {
        var sum = 0.0;
        for (var j = 0; j < Features; j++)
        {
            sum += a[j] * x[(row * Features) + j];
        }

        return sum;
    }

    private static double[] Normals(int count, CounterRandom random)
    {
        var values = new double[count];
        for (var i = 0; i < count; i++)
        {
            values[i] = random.NextGaussian();
        }

        return values;
    }
}

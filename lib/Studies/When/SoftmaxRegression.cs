namespace MhdNet.Studies.When;

/// <summary>
/// Multinomial logistic regression on soft targets: the weights W that minimise
/// sum over patients i of CE(t_i, softmax(W x_i)) + penalty / 2 * |W|^2 (the constants are hardly penalised). The minimum is unique;
/// Newton's steps find it, halved where they overshoot.
/// </summary>
public sealed class SoftmaxRegression
{
    private const double ConstantsPenalty = 1e-3, Tolerance = 1e-6;
    private const int MostSteps = 60;
    private readonly double[] _weights;   // (types, width), of the features as they come
    private readonly int _types, _width;

    private SoftmaxRegression(double[] standardised, double[] weights, int types, int width) =>
        (Standardised, _weights, _types, _width) = (standardised, weights, types, width);

    /// <summary>(types, width), of the standardised features, the constants last: where a further fit may start.</summary>
    public double[] Standardised { get; }

    /// <summary>Fits.</summary>
    /// <param name="design">The training patients.</param>
    /// <param name="targets">What is to be said of each, one value per type; a row that sums to s counts as s patients.</param>
    /// <param name="penalty">Above 0.</param>
    /// <param name="start">Weights to start from (<see cref="Standardised"/>); null: zero.</param>
    /// <exception cref="ArgumentException">The targets are not those of the patients, or the penalty is not above 0.</exception>
    public static SoftmaxRegression Fit(Design design, IReadOnlyList<double[]> targets, double penalty, double[]? start = null)
    {
        ArgumentNullException.ThrowIfNull(design);
        ArgumentNullException.ThrowIfNull(targets);
        if (targets.Count != design.Rows || !(penalty > 0))
        {
            throw new ArgumentException(
                $"{targets.Count} targets for {design.Rows} patients and a penalty of {penalty}: give one each, and a penalty above 0");
        }

        var problem = new SoftmaxProblem(design, targets, penalty, ConstantsPenalty);
        var weights = start is null ? new double[problem.Size] : [.. start];
        var value = problem.Differentiate(weights);
        for (var step = 0; step < MostSteps; step++)
        {
            var (direction, decrement) = problem.Newton();
            if (decrement < Tolerance)
            {
                break;
            }

            value = Descend(problem, weights, direction, decrement, value);
        }

        return new(weights, Unstandardised(design, weights, problem.Types), problem.Types, design.Width);
    }

    /// <summary>The type with the highest probability.</summary>
    /// <param name="features">One patient, as given to the design.</param>
    public int Decide(double[] features)
    {
        ArgumentNullException.ThrowIfNull(features);
        var (best, highest) = (0, double.NegativeInfinity);
        for (var k = 0; k < _types; k++)
        {
            if (Logit(k, features) is var logit && logit > highest)
            {
                (best, highest) = (k, logit);
            }
        }

        return best;
    }

    /// <summary>Probability of each type.</summary>
    /// <param name="features">One patient, as given to the design.</param>
    public double[] Predict(double[] features)
    {
        ArgumentNullException.ThrowIfNull(features);
        var said = new double[_types];
        for (var k = 0; k < _types; k++)
        {
            said[k] = Logit(k, features);
        }

        SoftmaxProblem.Softmax(said);
        return said;
    }

    private double Logit(int type, double[] features)
    {
        var row = _weights.AsSpan(type * _width, _width);
        var sum = row[^1];
        for (var j = 0; j < features.Length; j++)
        {
            sum += row[j] * features[j];
        }

        return sum;
    }

    // moves the weights, leaves derivatives there, returns the value
    private static double Descend(SoftmaxProblem problem, double[] weights, double[] direction, double decrement, double value)
    {
        double[] from = [.. weights];
        for (var length = 1.0; ; length /= 2)
        {
            for (var j = 0; j < weights.Length; j++)
            {
                weights[j] = from[j] - (length * direction[j]);
            }

            var reached = problem.Differentiate(weights);
            if (reached <= value - (0.1 * length * decrement) || length < 1e-6)
            {
                return reached;
            }
        }
    }

    private static double[] Unstandardised(Design design, double[] weights, int types)
    {
        double[] raw = [.. weights];
        for (var k = 0; k < types; k++)
        {
            var row = raw.AsSpan(k * design.Width, design.Width);
            for (var j = 0; j < design.Width - 1; j++)
            {
                row[j] /= design.Scale[j];
                row[^1] -= row[j] * design.Mean[j];
            }
        }

        return raw;
    }
}

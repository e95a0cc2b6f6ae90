namespace MhdNet.Phantom.Ceilings;

/// <summary>
/// Probabilities of the types of a synthetic patient by Bayes' rule, from the true densities of its parameters: what nobody can know of a
/// real patient. Given type and grade shift all parameters are independent; the shift is summed over, with nodes a quarter of its SD apart.
/// </summary>
/// <param name="knobs">How the patients were drawn.</param>
/// <param name="prior">Frequency of each type.</param>
public sealed class TypePosterior(PhantomKnobs knobs, IReadOnlyList<double> prior)
{
    private const double Reach = 5, Step = 0.25;   // of the shift, in its SDs
    private readonly (double Shift, double LogWeight)[] _nodes = knobs.GradeShift == 0
        ? [(0, 0)]
        : [.. Enumerable.Range(0, (int)(2 * Reach / Step) + 1).Select(i => (i * Step) - Reach)
            .Select(z => (knobs.GradeShift * z, -0.5 * z * z))];

    /// <summary>p(type | CT).</summary>
    /// <param name="patient">The patient, of either disease.</param>
    public double[] OfCt(PhantomTruth patient)
    {
        ArgumentNullException.ThrowIfNull(patient);
        return Sum((type, shift) => patient.CtLogDensity(type, shift, knobs));
    }

    /// <summary>p(type | CT and pathology).</summary>
    /// <param name="patient">The patient.</param>
    public double[] OfBoth(PhantomParameters patient)
    {
        ArgumentNullException.ThrowIfNull(patient);
        return Sum((type, shift) => patient.CtLogDensity(type, shift, knobs) + patient.TissueLogDensity(type, shift, knobs));
    }

    private double[] Sum(Func<int, double, double> logDensity)
    {
        var parts = new double[prior.Count, _nodes.Length];
        var highest = double.NegativeInfinity;
        for (var type = 0; type < prior.Count; type++)
        {
            for (var node = 0; node < _nodes.Length; node++)
            {
                parts[type, node] = Math.Log(prior[type]) + _nodes[node].LogWeight + logDensity(type, _nodes[node].Shift);
                highest = Math.Max(highest, parts[type, node]);
            }
        }

        var probabilities = new double[prior.Count];
        for (var type = 0; type < prior.Count; type++)
        {
            for (var node = 0; node < _nodes.Length; node++)
            {
                probabilities[type] += Math.Exp(parts[type, node] - highest);
            }
        }

        var total = probabilities.Sum();
        return Array.ConvertAll(probabilities, value => value / total);
    }
}

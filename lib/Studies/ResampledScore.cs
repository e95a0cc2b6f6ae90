using MhdNet.Evaluation;

namespace MhdNet.Studies;

/// <summary>
/// <see cref="Scores.Compute"/> of thousands of resamples of the same predictions, to the last bit: what a resample does not change, who is
/// named rightly and who ranks before whom, is worked out once.
/// </summary>
public sealed class ResampledScore
{
    private readonly Func<IReadOnlyList<Prediction>, double> _of;

    /// <summary>Works it out.</summary>
    /// <param name="score">Which metric.</param>
    /// <param name="runs">The predictions that resamples are drawn from: these very objects, a list a seed.</param>
    /// <param name="typeCount">Number of tumour types: the classes before `other`.</param>
    public ResampledScore(Score score, IReadOnlyList<IReadOnlyList<Prediction>> runs, int typeCount)
    {
        ArgumentNullException.ThrowIfNull(runs);
        var known = runs.SelectMany(run => run).ToList();
        var place = new Dictionary<Prediction, int>(known.Count, ReferenceEqualityComparer.Instance);
        known.ForEach(prediction => place.Add(prediction, place.Count));
        if (score == Score.MacroAuc)
        {
            var ranks = Enumerable.Range(0, typeCount).Select(k => new Ranks(known, k, typeCount)).ToList();
            var drawn = new int[known.Count];
            _of = sample =>
            {
                Array.Clear(drawn);
                foreach (var prediction in sample)
                {
                    drawn[place[prediction]]++;
                }

                return ranks.Select(one => one.Auc(drawn)).Where(auc => !double.IsNaN(auc)).DefaultIfEmpty(double.NaN).Average();
            };
            return;
        }

        double[] each = [.. known.Select(prediction => Scores.Compute(score, [prediction], typeCount))];
        _of = sample => sample.Average(prediction => each[place[prediction]]);
    }

    /// <summary>Interval of a metric's mean over the seeds, by <see cref="Bootstrap"/>.</summary>
    /// <param name="score">Which metric.</param>
    /// <param name="replicates">For a metric by patient, the result of <see cref="Replicates.ByPatient"/>.</param>
    /// <param name="typeCount">Number of tumour types.</param>
    public static Interval Interval(Score score, Replicates replicates, int typeCount)
    {
        ArgumentNullException.ThrowIfNull(replicates);
        return new Bootstrap().Estimate(replicates, new ResampledScore(score, replicates.Runs, typeCount).Of);
    }

    /// <summary>The metric of a resample; one after another, not by several threads.</summary>
    public double Of(IReadOnlyList<Prediction> sample) => _of(sample);

    /// <summary>The predictions in the order of one class's score, the highest first.</summary>
    private sealed class Ranks
    {
        private readonly int[] _order;
        private readonly bool[] _positive, _endsTie;

        public Ranks(List<Prediction> known, int k, int typeCount)
        {
            double[] scores = [.. known.Select(prediction => prediction.Score(k, Decision.AllClasses, typeCount))];
            _order = [.. Enumerable.Range(0, known.Count).OrderByDescending(i => scores[i])];
            _positive = [.. _order.Select(i => known[i].Label == k)];
            _endsTie = [.. _order.Select((i, at) => at + 1 == _order.Length || scores[_order[at + 1]] != scores[i])];
        }

        /// <summary>Area under the curve, counted in pairs (<see cref="RocCurve"/>).</summary>
        /// <param name="drawn">How often each prediction is in the resample.</param>
        public double Auc(int[] drawn)
        {
            long above = 0, positives = 0, negatives = 0, up = 0, across = 0, halfWins = 0;
            for (var at = 0; at < _order.Length; at++)
            {
                var count = drawn[_order[at]];
                (up, across) = _positive[at] ? (up + count, across) : (up, across + count);
                if (_endsTie[at])
                {
                    halfWins += across * ((2 * above) + up);
                    (above, positives, negatives, up, across) = (above + up, positives + up, negatives + across, 0, 0);
                }
            }

            return positives == 0 || negatives == 0 ? double.NaN : halfWins / (2.0 * positives * negatives);
        }
    }
}

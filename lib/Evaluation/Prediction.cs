namespace MhdNet.Evaluation;

/// <summary>What a network said of one sequence (or, averaged, of one patient), and the truth.</summary>
/// <param name="SeqId">The sequence; the patient's id where the prediction is a patient's.</param>
/// <param name="PatientId">The patient, the unit of every split and of every resampling.</param>
/// <param name="Label">True class, 0 .. classes - 1 in clinical order, `other` last.</param>
/// <param name="Probabilities">One probability per class (K, or K + 1 with `other`); they sum to 1.</param>
public sealed record Prediction(string SeqId, string PatientId, int Label, float[] Probabilities)
{
    /// <summary>The class decided for: the most probable one, the first of them on a tie (as NumPy's argmax).</summary>
    /// <param name="decision">Whether `other` may be chosen.</param>
    /// <param name="typeCount">Number of tumour types: the classes before `other`.</param>
    public int Decide(Decision decision, int typeCount)
    {
        var open = decision == Decision.TypesOnly ? typeCount : Probabilities.Length;
        var best = 0;
        for (var k = 1; k < open; k++)
        {
            if (Probabilities[k] > Probabilities[best])
            {
                best = k;
            }
        }

        return best;
    }

    /// <summary>
    /// The score of a class for its ROC curve: its probability. With <see cref="Decision.TypesOnly"/> that is the probability
    /// given that the sequence is of some type (0 where the types have no probability at all).
    /// </summary>
    public double Score(int k, Decision decision, int typeCount)
    {
        if (decision == Decision.AllClasses)
        {
            return Probabilities[k];
        }

        double ofTypes = 0;
        for (var i = 0; i < typeCount; i++)
        {
            ofTypes += Probabilities[i];
        }

        return ofTypes > 0 ? Probabilities[k] / ofTypes : 0;
    }
}

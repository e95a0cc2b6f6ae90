namespace MhdNet.Methods.Blocks;

/// <summary>What a distillation loss counts by the agreement of its gradient with the others'.</summary>
public enum AgreementWeighting
{
    /// <summary>The sum of its cosines with all gradients, the labels' and its own included, times the number of losses: as the code
    /// does; it can be negative.</summary>
    Sum,

    /// <summary>The same, and nothing where it is negative.</summary>
    SumClipped,

    /// <summary>1 where it agrees with the labels' gradient, else nothing.</summary>
    HardLabels,
}

/// <summary>DGMKD-Net's GK-Refine: gradients' agreement as weights of losses.</summary>
public static class AgreementWeights
{
    /// <summary>What a loss counts.</summary>
    /// <param name="weighting">How.</param>
    /// <param name="cosines">Between the gradients of the labels' loss, the first, and n distillation losses.</param>
    /// <param name="loss">Which of these, from 1.</param>
    public static double Of(this AgreementWeighting weighting, double[,] cosines, int loss)
    {
        ArgumentNullException.ThrowIfNull(cosines);
        var count = cosines.GetLength(0);
        var sum = (count - 1) * Enumerable.Range(0, count).Sum(other => cosines[loss, other]);
        return weighting switch
        {
            AgreementWeighting.Sum => sum,
            AgreementWeighting.SumClipped => Math.Max(0, sum),
            _ => cosines[loss, 0] > 0 ? 1 : 0,
        };
    }
}

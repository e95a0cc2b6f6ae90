using System.Text.Json.Serialization;

namespace MhdNet.Evaluation;

/// <summary>
/// Every metric of one evaluation, as fractions of 1 (the paper prints per cent). Table II leaves room for readings; ours: a class
/// enters the macro means of precision, recall and F1 if it occurs in the truth or among the decisions, as in scikit-learn with
/// <c>labels</c> the classes present and <c>zero_division=0</c>. A type absent from the test is thus left out if nothing was called
/// by its name, and counts with 0 otherwise. `other` is not a type: it enters the means only where the truth has it, but a tumour
/// called `other` is wrong and lowers accuracy and recall.
/// </summary>
[JsonNumberHandling(JsonNumberHandling.AllowNamedFloatingPointLiterals)]
public sealed record Metrics
{
    /// <summary>Sequences, or patients.</summary>
    public required int Count { get; init; }

    /// <summary>The paper's mAcc: right decisions over all decisions (Table II calls it a mean; it is the plain accuracy).</summary>
    public required double MAcc { get; init; }

    /// <summary>Mean of the classes' precision.</summary>
    public required double Precision { get; init; }

    /// <summary>Mean of the classes' recall (the balanced accuracy, if no decision fell on an absent class).</summary>
    public required double Recall { get; init; }

    /// <summary>Mean of the classes' F1, as Sec. IV-C words it.</summary>
    public required double F1 { get; init; }

    /// <summary>Harmonic mean of <see cref="Precision"/> and <see cref="Recall"/>, as Table II writes it; 0 where both are 0.</summary>
    public required double F1OfMeans { get; init; }

    /// <summary>Quadratic weighted kappa over the clinical order (<see cref="ConfusionMatrix.QuadraticWeightedKappa"/>).</summary>
    public required double Qwk { get; init; }

    /// <summary>Mean of the AUCs that exist; NaN where none does.</summary>
    public required double MacroAuc { get; init; }

    /// <summary>One record per class, in class order.</summary>
    public required IReadOnlyList<ClassMetrics> Classes { get; init; }

    /// <summary>The classes that entered the means of precision, recall and F1.</summary>
    public required IReadOnlyList<int> Averaged { get; init; }

    /// <summary>The types that <see cref="MacroAuc"/> had to leave out, because the truth lacks them or has nothing else.</summary>
    public required IReadOnlyList<int> WithoutAuc { get; init; }

    /// <summary>The counts from which the other metrics follow.</summary>
    public required ConfusionMatrix Matrix { get; init; }

    /// <summary>Computes every metric.</summary>
    /// <param name="predictions">Of sequences or of patients (<see cref="Predictions.ByPatient"/>).</param>
    /// <param name="typeCount">Number of tumour types: the classes before `other`.</param>
    /// <param name="decision">Whether `other` may be chosen.</param>
    /// <exception cref="ArgumentException">There are no predictions, or they differ in length.</exception>
    public static Metrics Compute(IReadOnlyList<Prediction> predictions, int typeCount, Decision decision = Decision.AllClasses)
    {
        var matrix = ConfusionMatrix.Count(predictions, decision, typeCount);
        var classes = Enumerable.Range(0, matrix.ClassCount).Select(k => new ClassMetrics(
            k,
            matrix.TrueCount(k),
            matrix.PredictedCount(k),
            matrix.Precision(k),
            matrix.Recall(k),
            matrix.F1(k),
            RocCurve.OfClass(predictions, k, decision, typeCount).Auc)).ToArray();
        var averaged = classes.Where(c => c.TrueCount > 0 || (c.PredictedCount > 0 && c.Class < typeCount)).ToArray();
        var expectAuc = classes.Where(c => c.TrueCount > 0 || c.Class < typeCount).ToArray();
        double precision = averaged.Average(c => c.Precision), recall = averaged.Average(c => c.Recall);
        return new Metrics
        {
            Count = matrix.Total,
            MAcc = (double)matrix.Correct / matrix.Total,
            Precision = precision,
            Recall = recall,
            F1 = averaged.Average(c => c.F1),
            F1OfMeans = precision + recall > 0 ? 2 * precision * recall / (precision + recall) : 0,
            Qwk = matrix.QuadraticWeightedKappa(),
            MacroAuc = expectAuc.Where(c => !double.IsNaN(c.Auc)).Select(c => c.Auc).DefaultIfEmpty(double.NaN).Average(),
            Classes = classes,
            Averaged = [.. averaged.Select(c => c.Class)],
            WithoutAuc = [.. expectAuc.Where(c => double.IsNaN(c.Auc)).Select(c => c.Class)],
            Matrix = matrix,
        };
    }
}

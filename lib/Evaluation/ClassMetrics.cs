using System.Text.Json.Serialization;

namespace MhdNet.Evaluation;

/// <summary>The metrics of one class, all as fractions of 1.</summary>
/// <param name="Class">Class index.</param>
/// <param name="TrueCount">Sequences (patients) of the class.</param>
/// <param name="PredictedCount">Sequences (patients) called the class.</param>
/// <param name="Precision">0 where nothing was called the class.</param>
/// <param name="Recall">0 where nothing is of the class.</param>
/// <param name="F1">0 where nothing is of the class and nothing was called it.</param>
/// <param name="Auc">Area under the ROC curve of the class against the rest; NaN where the truth lacks the class or has no other.</param>
[JsonNumberHandling(JsonNumberHandling.AllowNamedFloatingPointLiterals)]
public sealed record ClassMetrics(int Class, int TrueCount, int PredictedCount, double Precision, double Recall, double F1, double Auc);

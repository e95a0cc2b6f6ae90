using System.Text.Json.Serialization;

namespace MhdNet.Evaluation;

/// <summary>A metric, and how far it would move with other patients.</summary>
/// <param name="Value">The metric on the patients at hand.</param>
/// <param name="Low">Lower end.</param>
/// <param name="High">Upper end.</param>
/// <param name="Level">Nominal coverage, 0.95 for 95 %.</param>
/// <param name="Undefined">Share of the resamples in which the metric did not exist (NaN); the ends leave them out.</param>
[JsonNumberHandling(JsonNumberHandling.AllowNamedFloatingPointLiterals)]
public sealed record Interval(double Value, double Low, double High, double Level, double Undefined)
{
    /// <summary>"0.899 [0.842, 0.951]".</summary>
    public override string ToString() => $"{Value:0.000} [{Low:0.000}, {High:0.000}]";
}

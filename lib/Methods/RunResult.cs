using System.Text.Json;
using MhdNet.Runtime;

namespace MhdNet.Methods;

/// <summary>How a training ended, and what its files were then: result.json, which is written last.</summary>
/// <param name="BestEpoch">Epoch selected on the validation patients, from one.</param>
/// <param name="Synthetic">Whether the patients are synthetic.</param>
/// <param name="Seconds">Time from the start, or the last resumption, to the end.</param>
/// <param name="Tests">Share of test patients classified rightly, by file of predictions.</param>
/// <param name="Files">SHA-256 of every file that speaks for the run, by name.</param>
/// <param name="Seal">SHA-256 of all the above: a result that was changed afterwards is noticed.</param>
public sealed record RunResult(
    int BestEpoch, bool Synthetic, double Seconds, IReadOnlyDictionary<string, double> Tests,
    IReadOnlyDictionary<string, string> Files, string Seal = "")
{
    /// <summary>The same, sealed.</summary>
    public RunResult Sealed() => this with { Seal = Content() };

    /// <summary>Whether it is as it was sealed.</summary>
    public bool IsSealed => Seal == Content();

    private string Content() => ContentHash.OfText(JsonSerializer.Serialize(
        new { BestEpoch, Synthetic, Seconds, Tests = Tests.OrderBy(entry => entry.Key), Files = Files.OrderBy(entry => entry.Key) },
        JsonFormat.Compact));
}

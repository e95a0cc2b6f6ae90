using System.CommandLine;
using MhdNet.Methods;
using MhdNet.Methods.Mhd;
using MhdNet.Runtime;

namespace MhdNet.Cli.Bench;

/// <summary>The size at which steps are measured.</summary>
/// <param name="Scale">Its name on the command line.</param>
/// <param name="Batch">Sequences per step.</param>
/// <param name="Part">Sequences that go through the networks at a time.</param>
internal sealed record StepSize(string Scale, int Batch, int Part)
{
    /// <summary>The paper's experiment at this scale.</summary>
    public MhdNetMethod Method { get; } = MhdNetMethod.Published(Scales.Parse(Scale));

    /// <summary>As a title names it.</summary>
    public override string ToString() => $"{Scale} scale, batch {Batch}{(Part < Batch ? $" in parts of {Part}" : "")}";

    /// <summary>Options of a command, and how to read them.</summary>
    public static (Option[] Options, Func<ParseResult, StepSize> Read) Given()
    {
        var scale = CommonOptions.Scale();
        var batch = new Option<int?>("--batch") { Description = "Sequences per step (default: as the scale trains)" };
        var part = new Option<int?>("--part")
        {
            Description = "Sequences that go through the networks at a time (default: as the scale trains)",
        };
        return ([scale, batch, part], parsed =>
        {
            var name = parsed.GetValue(scale)!;
            var training = MhdNetMethod.Published(Scales.Parse(name)).Teacher;
            var sequences = parsed.GetValue(batch) ?? training.BatchSize;
            var together = Math.Min(parsed.GetValue(part) ?? training.MicroBatchSize ?? sequences, sequences);
            return sequences >= 1 && together >= 1
                ? new StepSize(name, sequences, together)
                : throw new InputException($"--batch {sequences} --part {together}: a step has at least one sequence: give 1 or more");
        }
        );
    }
}

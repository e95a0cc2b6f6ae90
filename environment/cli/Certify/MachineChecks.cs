using MhdNet.Methods;
using MhdNet.Methods.Mhd;
using MhdNet.Networks;
using MhdNet.Networks.Numerics;
using MhdNet.Runtime;
using static TorchSharp.torch;

namespace MhdNet.Cli.Certify;

/// <summary>Whether this machine computes rightly: every convolution against another way to compute it, and equations by hand.</summary>
internal static class MachineChecks
{
    private const string Part = "machine";

    /// <summary>The doctor's examination at scale smoke.</summary>
    public static IEnumerable<Check> Convolutions(IProgress<WorkProgress> progress, CancellationToken cancellation)
    {
        var method = MhdNetMethod.Published(Scale.Smoke);
        using var teacher = new TeacherWithMemory(method.Network, method.Memory);
        var report = MachineReport.Measure(teacher, method.Teacher.BatchSize, progress, cancellation);
        yield return new Check(Part, "convolutions of all layers", $"{report.Layers.Count} right",
            $"{report.Layers.Count(layer => layer.Trustworthy)} right", report.Trustworthy);
    }

    /// <summary>Equations whose result can be worked out on paper.</summary>
    public static IEnumerable<Check> Equations()
    {
        using var scope = NewDisposeScope();
        // Eq. 3: a kernel of ones sums the 3x3 neighbours; in a corner of a frame of ones there are four
        var sums = Involution3d.Apply(ones([1, 1, 1, 4, 4]), ones([1, 9, 1, 4, 4]));
        yield return Value("Eq. 3, corner of a frame of ones", 4, sums[0, 0, 0, 0, 0].item<float>());
        yield return Value("Eq. 3, inside of a frame of ones", 9, sums[0, 0, 0, 1, 2].item<float>());

        // Eq. 11: half of type 1, whose items are 2, and a quarter of type 3, whose items are 8; `other` reads nothing
        var size = new NetworkOptions { Frames = 8, Size = 32, Width = 4, StudentDepth = 10 };
        var memory = new FrozenMemory(size.MemoryStages(), 8, new MemoryOptions());
        foreach (var (_, bank) in memory.named_buffers())
        {
            bank[0].fill_(2);
            bank[2].fill_(8);
        }

        var read = memory.Read(tensor(new[] { 0.5f, 0, 0.25f, 0, 0, 0, 0, 0, 0.25f }).reshape(1, 9));
        yield return Value("Eq. 11, half of 2 and a quarter of 8", 3, read[1].mean().item<float>());
        yield return Value("Eq. 11, spread over the map", 0, read[1].std().item<float>());
    }

    private static Check Value(string what, double expected, double found) => new(
        Part, what, $"{expected}", FormattableString.Invariant($"{found:0.######}"), Math.Abs(found - expected) < 1e-5);
}

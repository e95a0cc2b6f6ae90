using MhdNet.Methods;
using MhdNet.Methods.Mhd;
using static TorchSharp.torch;

namespace MhdNet.Networks.Cost;

/// <summary>What a network costs, part by part, for one sequence.</summary>
/// <param name="Parts">In the order of computation.</param>
public sealed record Complexity(IReadOnlyList<LayerCost> Parts)
{
    /// <summary>Trained or stored values.</summary>
    public long Parameters => Parts.Sum(part => part.Parameters);

    /// <summary>Multiply-adds of a forward pass.</summary>
    public long MultiplyAdds => Parts.Sum(part => part.MultiplyAdds);

    /// <summary>Activations in MiB of float32.</summary>
    public double ActivationMiB => Parts.Sum(part => part.ActivationMiB);

    /// <summary>The network that an experiment tests, whole: of a student all that is deployed, the teacher's radiology branch and the memory with it.</summary>
    /// <param name="experiment">The experiment, at its scale.</param>
    public static Complexity Of(Experiment experiment)
    {
        ArgumentNullException.ThrowIfNull(experiment);
        return experiment.Method switch
        {
            Method.Teacher => Teacher(experiment.Network),
            Method.Student => Student(experiment.Network, experiment.Memory, experiment.Reading),
            Method.Alone => Student(experiment.Network, experiment.Memory, MemoryReading.None),
            Method.Radiology => Branch("radiology", experiment.Network.TeacherDepth, 1, experiment.Network),
            _ => Branch("pathology", experiment.Network.TeacherDepth, 3, experiment.Network),
        };
    }

    /// <summary>The teacher: three branches and their SHFMs; its memory has no part in an answer.</summary>
    /// <param name="network">Sizes.</param>
    public static Complexity Teacher(NetworkOptions network)
    {
        ArgumentNullException.ThrowIfNull(network);
        using var scope = NewDisposeScope();
        using var fusion = new FusionBranch(network);
        return new(
        [
            .. Branch("radiology", network.TeacherDepth, 1, network).Parts,
            .. Branch("pathology", network.TeacherDepth, 3, network).Parts,
            .. NetworkCost.Of(fusion, network.Stages(), batch: 1),
        ]);
    }

    /// <summary>The student as it is deployed; what only training needs (con_s of Eq. 12) is left out.</summary>
    /// <param name="network">Sizes.</param>
    /// <param name="memory">The memory's options.</param>
    /// <param name="reading">How it reads the memory; its own prediction takes a first pass.</param>
    public static Complexity Student(NetworkOptions network, MemoryOptions memory, MemoryReading reading)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(memory);
        var backbone = Branch("student", network.StudentDepth, 1, network).Parts;
        if (reading == MemoryReading.None)
        {
            return new(backbone);
        }

        using var scope = NewDisposeScope();
        var (stages, stored) = (network.Stages(), network.MemoryStages());
        var parts = reading == MemoryReading.TeachersPrediction ? [.. Branch("prior", network.TeacherDepth, 1, network).Parts] : new List<LayerCost>();
        for (var s = 1; s <= Ctmm.StageCount; s++)
        {
            var ((rows, columns), shape) = (memory.Grid(s, stored[s - 1]), stored[s - 1]);
            var values = (long)network.TypeCount * rows * columns * shape.Channels * shape.Frames;
            long[] read = [1, shape.Channels, shape.Frames, shape.Height, shape.Width];
            parts.Add(new LayerCost($"memory {s}", read, values, values, read.Aggregate((a, b) => a * b)));
        }

        List<LayerCost> own = [.. backbone.Take(1)];
        for (var s = 1; s <= 4; s++)
        {
            own.Add(backbone[s]);
            if (s <= Ctmm.StageCount)
            {
                using var shfm = new Shfm(stages[s - 1], network.Shfm, network.ReducedMemory);
                own.Add(NetworkCost.Of($"SHFM {s}", shfm, stages[s - 1], batch: 1));
            }
        }

        own.Add(backbone[^1]);
        return new(reading == MemoryReading.OwnPrediction ? [.. FirstPass(own), .. parts, .. own] : [.. parts, .. own]);
    }

    /// <summary>A step's work on the memory in teacher training: own items matched (Eq. 5), the nine reconstructions (Eqs. 7, 8).</summary>
    /// <param name="network">Sizes.</param>
    /// <param name="memory">The memory's options.</param>
    public static Complexity OfMemory(NetworkOptions network, MemoryOptions memory)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(memory);
        var stages = network.MemoryStages();
        long Pixels(int s) => (long)stages[s].Height * stages[s].Width;
        long Items(int s) => memory.Grid(s + 1, stages[s]) is var (rows, columns) ? (long)rows * columns : 0;
        long Values(int s) => (long)stages[s].Channels * stages[s].Frames;
        var all = Enumerable.Range(0, Ctmm.StageCount).ToArray();
        return new(
        [
            .. all.Select(s => new LayerCost(
                $"memory {s + 1}, update", [network.TypeCount, Items(s), Values(s)], network.TypeCount * Items(s) * Values(s), Pixels(s) * Items(s) * Values(s), 0)),
            .. from s in all
               from other in all
               select new LayerCost(
                   $"feature {s + 1} out of memory {other + 1}", [1, Pixels(s), Values(s)], 0,
                   2 * Pixels(s) * network.TypeCount * Items(other) * Values(s), Pixels(s) * Values(s)),
        ]);
    }

    private static Complexity Branch(string name, int depth, int channels, NetworkOptions network)
    {
        using var scope = NewDisposeScope();
        using var branch = new ResNet3d(depth, channels, network);
        return new(NetworkCost.Of(name, branch, [1, channels, network.Frames, network.Size, network.Size]));
    }

    // the same weights once more
    private static IEnumerable<LayerCost> FirstPass(IEnumerable<LayerCost> parts) =>
        parts.Select(part => part with { Part = $"first pass, {part.Part}", Parameters = 0 });
}

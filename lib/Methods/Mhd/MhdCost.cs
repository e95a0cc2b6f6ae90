using MhdNet.Networks;
using MhdNet.Networks.Cost;
using static TorchSharp.torch;
using Convolution = MhdNet.Networks.Convolution;

namespace MhdNet.Methods.Mhd;

/// <summary>
/// What the parts of MHD-Net cost. Counted as the equations are written; a faster form of the same sums (correlation folded into the
/// convolutions after it) does not change the count.
/// </summary>
public static class MhdCost
{
    /// <summary>The teacher: three branches and their SHFMs; its memory has no part in an answer.</summary>
    /// <param name="network">Sizes.</param>
    public static Complexity Teacher(NetworkOptions network)
    {
        ArgumentNullException.ThrowIfNull(network);
        using var scope = NewDisposeScope();
        using var fusion = ShapeOnly.Build(() => new FusionBranch(network));
        return new(
        [
            .. Branch("radiology", network.TeacherDepth, 1, network).Parts,
            .. Branch("pathology", network.TeacherDepth, 3, network).Parts,
            .. Count(fusion, network.Stages(), batch: 1),
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
        var parts = reading == MemoryReading.TeachersPrediction
            ? [.. Branch("prior", network.TeacherDepth, 1, network).Parts] : new List<LayerCost>();
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
                var stage = stages[s - 1];
                using var shfm = ShapeOnly.Build(() => new Shfm(stage, network.Shfm, network.ReducedMemory));
                own.Add(Count($"SHFM {s}", shfm, stage, batch: 1));
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
                $"memory {s + 1}, update", [network.TypeCount, Items(s), Values(s)],
                network.TypeCount * Items(s) * Values(s), Pixels(s) * Items(s) * Values(s), 0)),
            .. from s in all
               from other in all
               select new LayerCost(
                   $"feature {s + 1} out of memory {other + 1}", [1, Pixels(s), Values(s)], 0,
                   2 * Pixels(s) * network.TypeCount * Items(other) * Values(s), Pixels(s) * Values(s)),
        ]);
    }

    /// <summary>One branch by itself.</summary>
    /// <param name="name">What to call it.</param>
    /// <param name="depth">Depth of its ResNet.</param>
    /// <param name="channels">Channels of a frame.</param>
    /// <param name="network">Sizes.</param>
    public static Complexity Branch(string name, int depth, int channels, NetworkOptions network)
    {
        using var scope = NewDisposeScope();
        using var branch = ShapeOnly.Build(() => new ResNet3d(depth, channels, network));
        return new(NetworkCost.Count(name, branch, [1, channels, network.Frames, network.Size, network.Size]));
    }

    // the same weights once more
    private static IEnumerable<LayerCost> FirstPass(IEnumerable<LayerCost> parts) =>
        parts.Select(part => part with { Part = $"first pass, {part.Part}", Parameters = 0 });

    /// <summary>The fusion branch: SHFMs, stages two to four, classifier.</summary>
    /// <param name="fusion">The network.</param>
    /// <param name="stages">Shapes of the stages.</param>
    /// <param name="batch">Sequences.</param>
    public static IReadOnlyList<LayerCost> Count(FusionBranch fusion, IReadOnlyList<StageShape> stages, long batch)
    {
        ArgumentNullException.ThrowIfNull(fusion);
        ArgumentNullException.ThrowIfNull(stages);
        var children = fusion.named_children().ToDictionary(child => child.name, child => child.module);
        var parts = new List<LayerCost>();
        for (var s = 1; s <= 3; s++)
        {
            parts.Add(Count($"SHFM {s}", fusion.Fusions[s - 1], stages[s - 1], batch));
            parts.Add(NetworkCost.Stage($"fusion stage {s + 1}", children[$"layer{s + 1}"], parts[^1].Output));
        }

        parts.Add(NetworkCost.Head("fusion classifier", children["fc"], parts[^1].Output));
        return parts;
    }

    /// <summary>One SHFM (Eqs. 1-3).</summary>
    /// <param name="name">What to call it.</param>
    /// <param name="shfm">The module.</param>
    /// <param name="stage">Shape of its stage.</param>
    /// <param name="batch">Sequences.</param>
    public static LayerCost Count(string name, Shfm shfm, StageShape stage, long batch)
    {
        ArgumentNullException.ThrowIfNull(shfm);
        var layers = shfm.named_children().Where(child => child.module is Convolution)
            .ToDictionary(child => child.name, child => (Convolution)child.module);
        var walk = new CostWalk(Sizes(stage.Channels));
        if (layers.TryGetValue("attention", out var attention))
        {
            var voxels = batch * stage.Frames * stage.Height * stage.Width;
            var (taps, cells) = (layers["kernels"].Weight.shape[0], layers["kernels"].Weight.shape[1]);
            var (pooled, reduced) = (layers["pathology"].Weight.shape[1], (shfm.FusedChannels - stage.Channels) / stage.Frames);
            var side = (long)Math.Round(Math.Sqrt(taps));
            walk.Aside(layers["radiology"], Sizes(stage.Channels));
            walk.Aside(layers["pathology"], [batch, pooled, stage.Frames, side, side]);
            walk.Add(voxels * stage.Channels * cells, voxels * cells);       // Eq. 1
            walk.Aside(attention, Sizes(cells));
            walk.Add(0, voxels * attention.Weight.shape[0]);                 // its sigmoid
            walk.Aside(layers["kernels"], Sizes(cells));
            if (layers.TryGetValue("reduction", out var reduction))
            {
                walk.Aside(reduction, Sizes(stage.Channels));
            }

            walk.Add(voxels * (stage.Channels + (stage.Frames * reduced)), voxels * shfm.FusedChannels);   // Eq. 2
            if (layers.TryGetValue("projection", out var projection))
            {
                walk.Aside(projection, Sizes(shfm.FusedChannels));
                walk.Add(0, 4 * voxels * shfm.FusedChannels);                // two normalisations, a ReLU, the skip
            }

            walk.Add(voxels * taps * shfm.FusedChannels, voxels * shfm.FusedChannels);   // Eq. 3
        }
        else
        {
            walk.Add(0, batch * stage.Frames * stage.Height * stage.Width * shfm.FusedChannels);   // concatenation
        }

        walk.Aside(layers["output"], Sizes(shfm.FusedChannels));
        return walk.Cost(name, shfm) with { Output = Sizes(stage.Channels) };

        long[] Sizes(long channels) => [batch, channels, stage.Frames, stage.Height, stage.Width];
    }
}

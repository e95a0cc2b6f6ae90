using MhdNet.Export.Layers;
using MhdNet.Methods.Mhd;
using static TorchSharp.torch;

namespace MhdNet.Export.Classifiers;

/// <summary>SHFM of one stage (Eqs. 1-3), nothing folded: the correlation is built and convolved.</summary>
internal static class ShfmTranslation
{
    /// <summary>Writes it.</summary>
    /// <param name="graph">The graph; the module's path has been entered.</param>
    /// <param name="shfm">The module.</param>
    /// <param name="network">How it was built.</param>
    /// <param name="radiology">f_R, (B, c, t, h, w).</param>
    /// <param name="pathology">f_mem, of the same sizes; c / r channels where it arrives reduced.</param>
    /// <returns>f_F, (B, c, t, h, w).</returns>
    public static OnnxValue Fuse(OnnxGraph graph, Shfm shfm, NetworkOptions network, OnnxValue radiology, OnnxValue pathology)
    {
        var options = network.Shfm;
        if (!options.Enabled)
        {
            return graph.Through(shfm, "output", graph.Concat(1, radiology, pathology));
        }

        var correlation = Correlation(graph, shfm, options, radiology, pathology);
        var gates = graph.Sigmoid(graph.Through(shfm, "attention", correlation));   // (B, t + 1, t, h, w)
        var taps = graph.Through(shfm, "kernels", correlation);                     // (B, kappa^2, t, h, w)
        var reduced = shfm.HasChild("reduction") ? graph.Through(shfm, "reduction", pathology) : pathology;
        var fused = Weighed(graph, options, radiology, reduced, gates);
        if (!options.Projection)
        {
            return graph.Through(shfm, "output", InvolutionTranslation.Apply(graph, fused, taps));
        }

        var projected = graph.Relu(graph.Through(shfm, "bn1", graph.Through(shfm, "projection", fused)));
        var involved = graph.Through(shfm, "bn2", InvolutionTranslation.Apply(graph, projected, taps));
        return graph.Through(shfm, "output", graph.Plus(involved, fused));
    }

    // Eq. 1: C, (B, kappa^2 t, t, h, w)
    private static OnnxValue Correlation(OnnxGraph graph, Shfm shfm, ShfmOptions options, OnnxValue radiology, OnnxValue pathology)
    {
        var (c, t, h, w) = (radiology.Shape[1], radiology.Shape[2], radiology.Shape[3], radiology.Shape[4]);
        var pooled = graph.Along(graph.Along(pathology, 3, Pooling(graph, h, options.Kernel)), 4, Pooling(graph, w, options.Kernel));
        var count = t * options.Kernel * options.Kernel;
        var cells = graph.Reshape(graph.Through(shfm, "pathology", pooled), pathology.Shape[0], c, count);
        cells = options.ScaleCorrelation ? graph.Over(cells, graph.Number(Math.Sqrt(c))) : cells;
        var voxels = graph.Reshape(graph.Through(shfm, "radiology", radiology), OnnxValue.AnyBatch, c, t * h * w);
        var correlation = graph.Product(graph.Transpose(cells, 0, 2, 1), voxels);
        return graph.Reshape(correlation with { Shape = [OnnxValue.AnyBatch, count, t * h * w] }, OnnxValue.AnyBatch, count, t, h, w);
    }

    // Eq. 2: group 1 of a frame is its CT channels under gate 1, group 1 + b those of WSI frame b under gate 1 + b
    private static OnnxValue Weighed(OnnxGraph graph, ShfmOptions options, OnnxValue radiology, OnnxValue reduced, OnnxValue gates)
    {
        var gate = options.AttentionKeepsInput ? graph.Plus(gates, graph.Number(1)) : gates;
        var ct = graph.Times(radiology, graph.Narrow(gate, 1, 0, 1));
        var (channels, t, h, w) = (reduced.Shape[1], reduced.Shape[2], reduced.Shape[3], reduced.Shape[4]);
        var wsi = graph.Reshape(graph.Transpose(reduced, 0, 2, 1, 3, 4), reduced.Shape[0], t, channels, 1, h, w);
        var ofFrames = graph.Reshape(graph.Narrow(gate, 1, 1, t), OnnxValue.AnyBatch, t, 1, t, h, w);
        var weighed = graph.Times(wsi with { Shape = wsi.ShapeWith(0, 1) }, ofFrames); // (B, WSI frames, c / r, t, h, w)
        return graph.Concat(1, ct, graph.Reshape(weighed, OnnxValue.AnyBatch, t * channels, t, h, w));
    }

    // adaptive average pooling along one axis as a matrix, (places, cells)
    private static OnnxValue Pooling(OnnxGraph graph, long places, int cells)
    {
        using var scope = NewDisposeScope();
        return graph.Weight($"pooling {places} to {cells}", nn.functional.adaptive_avg_pool1d(eye(places).unsqueeze(0), cells)[0]);
    }
}

using Google.Protobuf;
using MhdNet.Export.Classifiers;
using MhdNet.Export.Layers;
using MhdNet.Methods;
using MhdNet.Networks;
using MhdNet.Runtime;
using Onnx;
using static TorchSharp.torch;

namespace MhdNet.Export;

/// <summary>
/// A deployed network as one ONNX file, weights inside, that runs without this library (data/WEIGHTS.md). Its input <c>ct</c> is what the
/// library's network takes, any number of sequences at a time; its outputs are <c>logits</c> and <c>probabilities</c>.
/// </summary>
public static class OnnxFile
{
    /// <summary>Version of the operators: the newest that the ONNX of Debian 12 (1.12) knows.</summary>
    public const int Opset = 17;

    private const int IrVersion = 8; // that of ONNX 1.12
    private const long Limit = int.MaxValue; // of a protocol buffer

    /// <summary>Writes the network of a finished run.</summary>
    /// <param name="run">The run.</param>
    /// <param name="path">Target file; an existing one is replaced.</param>
    /// <exception cref="InputException">The run is damaged, needs pathology, or has a layer without a translation.</exception>
    public static void Write(FinishedRun run, string path)
    {
        ArgumentNullException.ThrowIfNull(run);
        using var scope = NewDisposeScope();
        using var network = run.Load();
        Write(network, OnnxMetadata.Of(run), path);
    }

    /// <summary>Writes any network that needs CT alone.</summary>
    /// <param name="network">The network, in evaluation mode.</param>
    /// <param name="metadata">What the file says about itself.</param>
    /// <param name="path">Target file; an existing one is replaced.</param>
    /// <exception cref="InputException">It needs pathology, has a layer without a translation, or is too large for one file.</exception>
    public static void Write(Classifier network, IReadOnlyDictionary<string, string> metadata, string path)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(metadata);
        var values = network.state_dict().Values.Sum(tensor => tensor.numel());
        if (values * sizeof(float) >= Limit)
        {
            throw new InputException($"{path}: {values / 1e6:0} million weights do not fit into one ONNX file of 2 GB: use --to instead");
        }

        var (graph, size) = (new OnnxGraph(network.GetName()), network.Size);
        var logits = graph.Logits(network, graph.Input("ct", OnnxValue.AnyBatch, 1, size.Frames, size.Size, size.Size));
        graph.Output(logits, "logits");
        graph.Output(graph.Softmax(logits, 1), "probabilities");
        Write(graph, metadata, path);
    }

    /// <summary>Kinds of layers, of one input and one output, that have a translation.</summary>
    public static IReadOnlyList<string> Layers { get; } =
        [.. LayerTranslators.Layers.Select(layer => layer.Name).Order(StringComparer.Ordinal)];

    /// <summary>Writes one layer, from <c>x</c> to <c>y</c>.</summary>
    /// <param name="layer">One of <see cref="Layers"/>, in evaluation mode.</param>
    /// <param name="input">Sizes of what it is given; the first may be another when the file is run.</param>
    /// <param name="path">Target file; an existing one is replaced.</param>
    /// <exception cref="InputException">It has no translation.</exception>
    public static void WriteLayer(nn.Module layer, IReadOnlyList<long> input, string path)
    {
        ArgumentNullException.ThrowIfNull(layer);
        ArgumentNullException.ThrowIfNull(input);
        var graph = new OnnxGraph(layer.GetName());
        graph.Output(graph.Of(layer, graph.Input("x", [OnnxValue.AnyBatch, .. input.Skip(1)])), "y");
        Write(graph, new Dictionary<string, string>(), path);
    }

    /// <summary>How many nodes the graph in a file has.</summary>
    /// <param name="path">A file that <see cref="Write(FinishedRun, string)"/> wrote.</param>
    public static int Nodes(string path)
    {
        using var stream = File.OpenRead(path);
        return ModelProto.Parser.ParseFrom(stream).Graph.Node.Count;
    }

    private static void Write(OnnxGraph graph, IReadOnlyDictionary<string, string> metadata, string path)
    {
        var model = new ModelProto
        {
            IrVersion = IrVersion,
            ProducerName = "mhdnet",
            ProducerVersion = typeof(OnnxFile).Assembly.GetName().Version!.ToString(3),
            Graph = graph.Proto,
        };
        model.OpsetImport.Add(new OperatorSetIdProto { Version = Opset });
        model.MetadataProps.Add(metadata.Select(entry => new StringStringEntryProto { Key = entry.Key, Value = entry.Value }));
        AtomicFile.Write(path, stream => model.WriteTo(stream));
    }
}

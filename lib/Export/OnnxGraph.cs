using System.Globalization;
using System.Runtime.InteropServices;
using Google.Protobuf;
using Onnx;
using static TorchSharp.torch;

namespace MhdNet.Export;

/// <summary>
/// A graph that is being written. Nodes and weights are named by the module they come from, as in a state dict; a weight that two nodes
/// use is stored once.
/// </summary>
internal sealed class OnnxGraph
{
    private readonly Dictionary<string, OnnxValue> _constants = [];
    private readonly Stack<string> _path = [];
    private readonly GraphProto _graph;

    /// <summary>Begins a graph.</summary>
    /// <param name="name">Its name.</param>
    public OnnxGraph(string name) => _graph = new GraphProto { Name = name };

    /// <summary>What was written.</summary>
    public GraphProto Proto => _graph;

    private string Path => string.Join('.', _path.Reverse());

    /// <summary>What follows belongs to a child of the module that is being written, until it is disposed of.</summary>
    /// <param name="child">The child's name.</param>
    public IDisposable Enter(string child)
    {
        _path.Push(child);
        return new Left(_path);
    }

    /// <summary>An input of the graph.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="shape">Its sizes.</param>
    public OnnxValue Input(string name, params long[] shape)
    {
        _graph.Input.Add(Described(name, shape));
        return new OnnxValue(name, shape);
    }

    /// <summary>Gives a value out of the graph.</summary>
    /// <param name="value">The value.</param>
    /// <param name="name">Its name outside.</param>
    public void Output(OnnxValue value, string name)
    {
        _graph.Node.Add(new NodeProto { OpType = "Identity", Name = name, Input = { value.Name }, Output = { name } });
        _graph.Output.Add(Described(name, value.Shape));
    }

    /// <summary>A weight or buffer of the module that is being written, or what was computed from some.</summary>
    /// <param name="name">Its name in the module.</param>
    /// <param name="values">The values; copied as float32.</param>
    public OnnxValue Weight(string name, Tensor values)
    {
        var full = _path.Count == 0 ? name : $"{Path}.{name}";
        if (_constants.TryGetValue(full, out var known))
        {
            return known;
        }

        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var flat = values.detach().to(float32).cpu().contiguous();
        return Constant(full, TensorProto.Types.DataType.Float, flat.shape, MemoryMarshal.AsBytes(flat.data<float>().ToArray().AsSpan()));
    }

    /// <summary>A number.</summary>
    public OnnxValue Number(double value) => Constant(
        $"number {value.ToString("R", CultureInfo.InvariantCulture)}", TensorProto.Types.DataType.Float, [],
        MemoryMarshal.AsBytes<float>([(float)value]));

    /// <summary>Whole numbers, as operators take sizes and places.</summary>
    public OnnxValue Whole(params long[] values) => Constant(
        $"whole {string.Join(' ', values)}", TensorProto.Types.DataType.Int64, [values.Length], MemoryMarshal.AsBytes(values.AsSpan()));

    /// <summary>Adds a node.</summary>
    /// <param name="operation">The operator, as ONNX names it.</param>
    /// <param name="shape">Sizes of its output.</param>
    /// <param name="inputs">Its inputs.</param>
    /// <param name="attributes">Its attributes: a float, a whole number or several, or a word.</param>
    /// <returns>Its output.</returns>
    public OnnxValue Node(
        string operation, IReadOnlyList<long> shape, IReadOnlyList<OnnxValue> inputs, params (string Name, object Value)[] attributes)
    {
        var name = $"{Path}/{operation}.{_graph.Node.Count}";
        var node = new NodeProto { OpType = operation, Name = name };
        node.Input.Add(inputs.Select(input => input.Name));
        node.Output.Add(name);
        node.Attribute.Add(attributes.Select(Attribute));
        _graph.Node.Add(node);
        return new OnnxValue(name, shape);
    }

    private OnnxValue Constant(string name, TensorProto.Types.DataType type, long[] shape, ReadOnlySpan<byte> bytes)
    {
        if (_constants.TryGetValue(name, out var known))
        {
            return known;
        }

        _graph.Initializer.Add(
            new TensorProto { Name = name, DataType = (int)type, Dims = { shape }, RawData = ByteString.CopyFrom(bytes) });
        return _constants[name] = new OnnxValue(name, shape);
    }

    private static AttributeProto Attribute((string Name, object Value) attribute)
    {
        var proto = new AttributeProto { Name = attribute.Name };
        switch (attribute.Value)
        {
            case double number:
                (proto.Type, proto.F) = (AttributeProto.Types.AttributeType.Float, (float)number);
                break;
            case int whole:
                (proto.Type, proto.I) = (AttributeProto.Types.AttributeType.Int, whole);
                break;
            case long[] several:
                proto.Type = AttributeProto.Types.AttributeType.Ints;
                proto.Ints.Add(several);
                break;
            default:
                throw new ArgumentException($"an attribute of type {attribute.Value.GetType()} is not written", nameof(attribute));
        }

        return proto;
    }

    private static ValueInfoProto Described(string name, IReadOnlyList<long> shape)
    {
        var tensor = new TypeProto.Types.Tensor { ElemType = (int)TensorProto.Types.DataType.Float, Shape = new TensorShapeProto() };
        tensor.Shape.Dim.Add(shape.Select(size => size == OnnxValue.AnyBatch
            ? new TensorShapeProto.Types.Dimension { DimParam = "batch" }
            : new TensorShapeProto.Types.Dimension { DimValue = size }));
        return new ValueInfoProto { Name = name, Type = new TypeProto { TensorType = tensor } };
    }

    private sealed class Left(Stack<string> path) : IDisposable
    {
        public void Dispose() => path.Pop();
    }
}

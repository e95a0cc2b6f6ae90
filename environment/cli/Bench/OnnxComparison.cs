using MhdNet.Networks;
using Microsoft.ML.OnnxRuntime;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MhdNet.Cli.Bench;

/// <summary>How far ONNX Runtime was from the library, on the same sequences.</summary>
/// <param name="Sequences">How many there were.</param>
/// <param name="Logits">The largest difference of a logit.</param>
/// <param name="Probabilities">The largest difference of a probability.</param>
/// <param name="Largest">The largest logit, so that the differences can be judged.</param>
internal sealed record OnnxComparison(int Sequences, double Logits, double Probabilities, double Largest)
{
    /// <summary>What counts as the same, in float32: of a probability, and of a logit as a share of the largest one above 1.</summary>
    public const double Tolerance = 1e-5;

    /// <summary>Whether all logits and probabilities are within the tolerance.</summary>
    public bool Agrees => AgreesTo(Tolerance);

    /// <summary>Whether they are within another one.</summary>
    /// <param name="tolerance">The tolerance.</param>
    public bool AgreesTo(double tolerance) => Logits <= tolerance * Math.Max(1, Largest) && Probabilities <= tolerance;

    /// <summary>Sends random sequences through a network and through its file.</summary>
    /// <param name="network">The network, in evaluation mode.</param>
    /// <param name="file">The ONNX file that was written of it.</param>
    /// <param name="sequences">How many.</param>
    /// <param name="atOnce">Most of them at a time.</param>
    /// <param name="told">Told how many are done.</param>
    /// <param name="cancellation">Stops it.</param>
    public static OnnxComparison Of(
        Classifier network, string file, int sequences, int atOnce = 8, Action<int>? told = null, CancellationToken cancellation = default)
    {
        using var options = new SessionOptions { IntraOpNumThreads = Environment.ProcessorCount };
        using var session = new InferenceSession(file, options);
        using var noGradient = no_grad();
        manual_seed(1).Dispose();
        var result = new OnnxComparison(sequences, 0, 0, 0);
        for (var done = 0; done < sequences; told?.Invoke(done))
        {
            cancellation.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            var count = Math.Min(atOnce, sequences - done);
            result = result.With(network, session, Random(count, network.Size));
            done += count;
        }

        return result;
    }

    /// <summary>
    /// What rounding alone does to a network: the largest difference between a logit of the library in float32 and the same in float64.
    /// </summary>
    /// <param name="network">The network, in evaluation mode; afterwards as it was, since float64 holds every float32.</param>
    /// <param name="sequences">Of how many random sequences.</param>
    /// <param name="cancellation">Stops it.</param>
    public static double Rounding(Classifier network, int sequences, CancellationToken cancellation)
    {
        using var noGradient = no_grad();
        manual_seed(1).Dispose();
        using var scope = NewDisposeScope();
        var ct = Enumerable.Range(0, sequences).Select(_ => Random(1, network.Size)).ToList();
        Tensor Logits(ScalarType type)
        {
            network.to(type);
            return cat([.. ct.Select(one =>
            {
                cancellation.ThrowIfCancellationRequested();
                using var inner = NewDisposeScope();
                return network.Heads(one.to(type), null)[0].Logits.to(ScalarType.Float64).MoveToOuterDisposeScope();
            })]);
        }

        try
        {
            var exact = Logits(ScalarType.Float64);
            return (Logits(ScalarType.Float32) - exact).abs().max().item<double>();
        }
        finally
        {
            network.to(ScalarType.Float32);
        }
    }

    /// <summary>Sequences of noise, each with a brightness and a contrast of its own, within what a window lets through.</summary>
    /// <param name="count">How many.</param>
    /// <param name="size">Their sizes.</param>
    /// <returns>(B, 1, T, H, W), -1 to 1.</returns>
    public static Tensor Random(int count, NetworkSize size)
    {
        long[] each = [count, 1, 1, 1, 1];
        return ((randn(each) * 0.3) + (randn([count, 1, size.Frames, size.Size, size.Size]) * rand(each))).clamp(-1, 1);
    }

    /// <summary>
    /// Gives an untrained network what a training would: its memory's banks are drawn, and each normalisation takes the statistics of one
    /// batch of random sequences, so that values keep their size through all layers.
    /// </summary>
    /// <param name="network">The network.</param>
    /// <param name="sequences">Sequences of the batch.</param>
    public static void Settle(Classifier network, int sequences)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        foreach (var (name, buffer) in network.named_buffers().Where(buffer => buffer.name.Contains("bank", StringComparison.Ordinal)))
        {
            buffer.copy_(randn_like(buffer).abs());
        }

        network.eval();
        var normalisations = network.modules().OfType<BatchNorm3d>().ToList();
        var momenta = normalisations.ConvertAll(one => one.momentum);
        foreach (var one in normalisations)
        {
            one.momentum = 1;
            one.train();
        }

        network.Heads(Random(sequences, network.Size), null);
        normalisations.Zip(momenta).ToList().ForEach(one => one.First.momentum = one.Second);
        network.eval();
    }

    private OnnxComparison With(Classifier network, InferenceSession session, Tensor ct)
    {
        var logits = network.Heads(ct, null)[0].Logits;
        using var given = OrtValue.CreateTensorValueFromMemory(ct.contiguous().data<float>().ToArray(), ct.shape);
        using var run = new RunOptions();
        using var outputs = session.Run(run, ["ct"], [given], ["logits", "probabilities"]);
        double Apart(int output, Tensor ours) =>
            (tensor(outputs[output].GetTensorDataAsSpan<float>().ToArray()).reshape(ours.shape) - ours).abs().max().item<float>();
        return this with
        {
            Logits = Math.Max(Logits, Apart(0, logits)),
            Probabilities = Math.Max(Probabilities, Apart(1, logits.softmax(1))),
            Largest = Math.Max(Largest, logits.abs().max().item<float>()),
        };
    }
}

using MhdNet.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace MhdNet.Networks.Numerics;

/// <summary>What `mhdnet doctor` prints: whether results from this machine can be trusted, and what they are computed with.</summary>
/// <param name="Runtime">Versions, threads, device, allocator, C++ runtime.</param>
/// <param name="Layers">Self-test of every convolution shape of the teacher, as the library computes it.</param>
/// <param name="Plain">Self-test of convolutions called the plain way (contiguous tensors), which the library never does.</param>
/// <param name="CeilingGflops">Convolution ceiling, GFLOP/s.</param>
public sealed record MachineReport(
    RuntimeReport Runtime, IReadOnlyList<ConvolutionCheck> Layers, IReadOnlyList<ConvolutionCheck> Plain, double CeilingGflops)
{
    /// <summary>Whether every layer's self-test passed.</summary>
    public bool Trustworthy => Layers.All(check => check.Trustworthy);

    /// <summary>Whether plain convolutions are wrong here: the fault of libtorch that the library works around.</summary>
    public bool HasFault => Plain.Any(check => !check.Trustworthy);

    /// <summary>The verdict in one line.</summary>
    public string Verdict => (Layers.FirstOrDefault(check => !check.Trustworthy), HasFault) switch
    {
        ({ } failed, _) => $"Results from this machine cannot be trusted: {failed.Layer} is computed wrongly.",
        (null, true) => "Results from this machine can be trusted; libtorch's plain convolutions are wrong on it, the library's are right.",
        (null, false) => "Results from this machine can be trusted.",
    };

    /// <summary>Examines the machine: every convolution of a network, plain convolutions for comparison, and the ceiling.</summary>
    /// <param name="network">The network.</param>
    /// <param name="batch">Sequences at a time.</param>
    /// <param name="progress">How far it is; may be null.</param>
    /// <param name="cancellation">Ends it early.</param>
    public static MachineReport Measure(
        Classifier network, int batch, IProgress<WorkProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(network);
        var runtime = TorchRuntime.Report ?? TorchRuntime.Start(seed: 0);
        using var scope = NewDisposeScope();
        network.to(TorchRuntime.Device);
        var (ct, wsi) = (Sequences(Modalities.Ct, 1), Sequences(Modalities.Wsi, 3));
        var layers = NumericsCheck.Layers(network, () => network.Heads(ct, wsi), progress, cancellation);
        var ceiling = ConvolutionCeiling.Measure();
        return new MachineReport(runtime, layers, [.. PlainShapes.Select(Plainly)], ceiling);

        Tensor? Sequences(Modalities modality, int channels) => network.Needs.HasFlag(modality)
            ? zeros([batch, channels, network.Size.Frames, network.Size.Size, network.Size.Size], device: TorchRuntime.Device)
            : null;
    }

    /// <summary>The whole report, one fact per line, the verdict last.</summary>
    public override string ToString() => string.Join(Environment.NewLine, [
        $"computes on    {Runtime.Device}, {Runtime.Threads} threads of {Runtime.Processor}",
        $"versions       libtorch {Runtime.LibTorch}, TorchSharp {Runtime.TorchSharp}, .NET {Runtime.DotNet}, {Runtime.System}",
        $"allocator      {Runtime.Allocator}",
        $"C++ runtime    {Runtime.CppRuntime}",
        $"convolutions   {Layers.Count(check => check.Trustworthy)} of {Layers.Count} layer shapes right, "
            + $"worst relative error {Layers.Max(check => check.Worst):0.0e+0}",
        .. Layers.Where(check => !check.Trustworthy).Select(check => $"               {check}"),
        $"plain calls    {Plain.Count(check => check.Trustworthy)} of {Plain.Count} right (contiguous tensors; not used by the library)",
        $"bfloat16       {BFloat16}",
        $"ceiling        {CeilingGflops:0} GFLOP/s (float32 3x3x3 convolution)",
        Verdict]);

    private static string BFloat16 => BFloat16Products.InHardware
        ? $"matrix products in hardware, relative error {BFloat16Products.Error(256, 768, 4096):0.0e+0}"
        : "no instructions for it: the memory's products stay float32";

    // Channels that are no multiple of 16, in and out: where the fault shows.
    private static readonly ConvolutionShape[] PlainShapes =
        [PlainShape(20, 32, kernel: 3), PlainShape(147, 4, kernel: 5), PlainShape(32, 20, kernel: 3), PlainShape(16, 32, kernel: 3)];

    private static ConvolutionShape PlainShape(long inputs, long outputs, long kernel) => new(
        [2, inputs, 8, 8, 8], [outputs, inputs, kernel, kernel, kernel], [1, 1, 1], [kernel / 2, kernel / 2, kernel / 2]);

    private static ConvolutionCheck Plainly(ConvolutionShape shape) =>
        NumericsCheck.Check("plain", shape, (x, w) => Convolution.ApplyPlain(x, w, shape.Stride, shape.Padding));
}

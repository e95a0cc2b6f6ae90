namespace MhdNet.Runtime;

/// <summary>What a run computes with; printed at its start and kept with its results.</summary>
/// <param name="DotNet">Version of the .NET runtime.</param>
/// <param name="TorchSharp">Version of TorchSharp.</param>
/// <param name="LibTorch">Version of libtorch.</param>
/// <param name="Device">"cpu" or "cuda:0".</param>
/// <param name="Threads">Threads of one tensor operation.</param>
/// <param name="Seed">Seed of libtorch's generators.</param>
/// <param name="Allocator">State of the allocator settings.</param>
/// <param name="CppRuntime">The C++ runtime in use.</param>
/// <param name="Processor">Name, family and model of the processor.</param>
/// <param name="System">Operating system and processor architecture.</param>
public sealed record RuntimeReport(
    string DotNet,
    string TorchSharp,
    string LibTorch,
    string Device,
    int Threads,
    long Seed,
    string Allocator,
    string CppRuntime,
    string Processor,
    string System)
{
    /// <summary>The report in one line.</summary>
    public override string ToString() =>
        $"{Device}, {Threads} thread{(Threads == 1 ? "" : "s")}, seed {Seed}; libtorch {LibTorch}, TorchSharp {TorchSharp}, .NET {DotNet}; "
        + $"{Allocator}; {CppRuntime}; {Processor}; {System}";
}

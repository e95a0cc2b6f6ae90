using System.Runtime.InteropServices;
using TorchSharp;

namespace MhdNet.Runtime;

/// <summary>Start-up of libtorch: allocator, threads, seed and device. Call <see cref="Start"/> before the first tensor.</summary>
public static class TorchRuntime
{
    /// <summary>
    /// Held by who builds a network: weights come from torch's one generator, so networks that are built side by side would come out
    /// otherwise than alone.
    /// </summary>
    public static Lock Building { get; } = new();

    private static readonly Lock Gate = new();
    private static bool? _allocator;
    private static torch.Device? _device;
    private static RuntimeReport? _report;

    /// <summary>The device of a run: the first CUDA device where the library was built with CUDA and one is there, else the CPU.</summary>
    public static torch.Device Device
    {
        get
        {
            lock (Gate)
            {
                return _device ??= torch.cuda.is_available() ? torch.device("cuda:0") : torch.CPU;
            }
        }
    }

    /// <summary>The report of the last <see cref="Start"/>; null before it.</summary>
    public static RuntimeReport? Report
    {
        get
        {
            lock (Gate)
            {
                return _report;
            }
        }
    }

    /// <summary>
    /// Sets the allocator (once per process, glibc only), what libtorch reads from the environment, the number of threads and the seed,
    /// and chooses the device. A second call sets seed and threads anew and nothing else.
    /// </summary>
    /// <param name="seed">Seed of every generator of libtorch.</param>
    /// <param name="threads">Threads of one tensor operation; null leaves libtorch's choice, one per core.</param>
    /// <returns>What the run computes with; print it.</returns>
    /// <exception cref="InputException"><paramref name="threads"/> is not positive.</exception>
    public static RuntimeReport Start(long seed, int? threads = null)
    {
        if (threads < 1)
        {
            throw new InputException($"threads: {threads} is not a number of threads: give 1 or more");
        }

        lock (Gate)
        {
            LibtorchEnvironment.Set();
            _allocator ??= GlibcAllocator.Apply();
            if (threads is { } count)
            {
                torch.set_num_threads(count);
            }

            torch.manual_seed(seed).Dispose();
            _report = new RuntimeReport(
                DotNet: Environment.Version.ToString(),
                TorchSharp: typeof(torch).Assembly.GetName().Version?.ToString(3) ?? "?",
                LibTorch: torch.__version__,
                Device: Device.ToString(),
                Threads: torch.get_num_threads(),
                Seed: seed,
                Allocator: Allocator(_allocator.Value),
                CppRuntime: Runtime.CppRuntime.Describe(),
                Processor: Processor.Name,
                System: $"{RuntimeInformation.OSDescription.Trim()} {RuntimeInformation.OSArchitecture.ToString().ToLowerInvariant()}");
            return _report;
        }
    }

    private static string Allocator(bool applied) => (GlibcAllocator.Version, applied) switch
    {
        (null, _) => "the system's allocator (no glibc)",
        ({ } version, true) => $"glibc {version} set to keep its memory",
        ({ } version, false) => $"glibc {version} refused its settings",
    };
}

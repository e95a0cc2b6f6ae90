using System.Runtime.CompilerServices;
using MhdNet.Runtime;

namespace MhdNet.Tests;

/// <summary>Before any test: libtorch with one thread, since the test projects run side by side, and a temporary folder of the process's
/// own, in memory where there is room.</summary>
internal static class TestStart
{
    private const string Variable = "TMPDIR", Memory = "/dev/shm";
    private const long Room = 1L << 30; // bytes; all test projects together hold a quarter of it at a time

    [ModuleInitializer]
    internal static void Start()
    {
        // Many small files are written and deleted. With trainings beside, the units took 113 s on disk and 77 to 82 so; alone, 77 s both.
        var within = Environment.GetEnvironmentVariable(Variable) is null && Directory.Exists(Memory)
            && new DriveInfo(Memory).AvailableFreeSpace > Room ? Memory : Path.GetTempPath();
        var folder = Directory.CreateDirectory(Path.Combine(within, $"mhdnet-tests-{Environment.ProcessId}")).FullName;
        Environment.SetEnvironmentVariable(Variable, folder);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Remove(folder);

        TorchRuntime.Start(seed: 0, threads: 1);
    }

    // with what programs that a test killed have left
    private static void Remove(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (IOException) when (Directory.Exists(folder))
        {
            // a program that a test has started is still ending, and writes
        }
    }
}

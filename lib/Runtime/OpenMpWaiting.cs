using System.Runtime.InteropServices;

namespace MhdNet.Runtime;

/// <summary>
/// How libtorch's threads wait for one another. GNU OpenMP spins by default: with anything else running on the machine, a
/// two-thread training step then took 4 times the processor time it needs. So they are told to sleep instead, before the
/// library is loaded, unless the user has said otherwise in the environment.
/// </summary>
internal static partial class OpenMpWaiting
{
    private const string SpinCount = "GOMP_SPINCOUNT";
    private const string WaitPolicy = "OMP_WAIT_POLICY";

    /// <summary>Sets the variable that libgomp reads when it is loaded; nothing where it is not used or already set.</summary>
    public static void Sleep()
    {
        if (GlibcAllocator.Version is not null && Environment.GetEnvironmentVariable(WaitPolicy) is null)
        {
            _ = SetEnvironment(SpinCount, "0", overwrite: 0);
        }
    }

    // .NET's own SetEnvironmentVariable does not reach native code
    [LibraryImport("libc.so.6", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SetEnvironment(string name, string value, int overwrite);
}

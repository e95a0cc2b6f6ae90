using System.Runtime.InteropServices;

namespace MhdNet.Runtime;

/// <summary>
/// What libtorch's libraries read from the environment when they are loaded or first used. It is set before that, unless the user has
/// set it already. GNU OpenMP's threads sleep while they wait for one another: with anything else running on the machine, spinning
/// threads took 4 times the processor time that a two-thread training step needs. And oneDNN keeps more than 1,024 pieces of the code
/// that it makes for its operations: a study of many networks needs more, and no piece may be made twice
/// (<see cref="Networks.Numerics.InputGradients"/>).
/// </summary>
internal static partial class LibtorchEnvironment
{
    private const string WaitPolicy = "OMP_WAIT_POLICY";

    /// <summary>Sets the variables; does nothing without glibc.</summary>
    public static void Set()
    {
        if (GlibcAllocator.Version is null)
        {
            return;
        }

        if (Environment.GetEnvironmentVariable(WaitPolicy) is null)
        {
            _ = SetEnvironment("GOMP_SPINCOUNT", "0", overwrite: 0);
        }

        _ = SetEnvironment("ONEDNN_PRIMITIVE_CACHE_CAPACITY", "16384", overwrite: 0); // some 10 KB each
    }

    // .NET's own SetEnvironmentVariable does not reach native code
    [LibraryImport("libc.so.6", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SetEnvironment(string name, string value, int overwrite);
}

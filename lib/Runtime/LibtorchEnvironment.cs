using System.Runtime.InteropServices;

namespace MhdNet.Runtime;

/// <summary>
/// What libtorch's libraries read from the environment when they are loaded or first used, set before that unless the user has said
/// otherwise. GNU OpenMP's threads are told to sleep while they wait for one another: spinning, with anything else running on the machine,
/// a two-thread training step took 4 times the processor time it needs. And oneDNN keeps more of the code that it makes for its
/// operations than the 1,024 pieces it would: a study of many networks needs more, and must not have any made twice
/// (<see cref="Networks.Numerics.InputGradients"/>).
/// </summary>
internal static partial class LibtorchEnvironment
{
    private const string WaitPolicy = "OMP_WAIT_POLICY";

    /// <summary>Sets the variables; nothing where there is no glibc.</summary>
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

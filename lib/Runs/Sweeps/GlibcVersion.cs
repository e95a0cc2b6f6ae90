using System.Runtime.InteropServices;
using MhdNet.Runtime;

namespace MhdNet.Runs.Sweeps;

/// <summary>
/// Whether the C library of a node can load TorchSharp: .NET starts on older ones, and the first tensor would then end the process.
/// </summary>
public static partial class GlibcVersion
{
    // what libLibTorchSharp.so asks for: objdump -T artifacts/bin/mhdnet/*.so | grep -o "GLIBC_[0-9.]*" | sort -Vu | tail -1
    private static readonly Version Least = new(2, 34);

    /// <summary>Refuses a system whose C library is too old.</summary>
    /// <exception cref="InputException">It is.</exception>
    public static void Require()
    {
        if (OperatingSystem.IsLinux())
        {
            Require(Marshal.PtrToStringUTF8(Native.Version())!);
        }
    }

    /// <summary>Refuses a version that is too old.</summary>
    /// <param name="version">As the library says it: "2.36".</param>
    /// <exception cref="InputException">It is.</exception>
    public static void Require(string version)
    {
        if (Version.TryParse(version, out var has) && has < Least)
        {
            throw new InputException(
                $"{Environment.MachineName}: has glibc {version}, and TorchSharp needs {Least} or later (RHEL 8 has 2.28, RHEL 9 2.34): "
                + "take other nodes or the container of environment/mhdnet.def");
        }
    }

    private static partial class Native
    {
        [LibraryImport("libc.so.6", EntryPoint = "gnu_get_libc_version")]
        internal static partial IntPtr Version();
    }
}

using System.Runtime.InteropServices;
using System.Text;
using MhdNet.Runtime;

namespace MhdNet.Cli;

/// <summary>
/// Lets all threads take memory from one arena of glibc's. By its default each thread gets one of its own, which holds 64 MB at most: a
/// larger tensor of any thread but the first is then mapped and unmapped at every operation, whatever <see cref="TorchRuntime.Start"/>
/// says, and a step at paper scale takes up to half as long again. Threads exist before a program's first line, so only the environment
/// that it was started with can say so.
/// </summary>
internal static partial class OneArena
{
    /// <summary>The variable that glibc reads when a program starts; set to anything, it is left alone.</summary>
    public const string Variable = "MALLOC_ARENA_MAX";

    /// <summary>Starts this process over, as the same process, with the variable set. Returns where it is set, on other systems than Linux, and where that fails.</summary>
    public static void Ensure()
    {
        const string commandLine = "/proc/self/cmdline";
        if (!OperatingSystem.IsLinux() || Environment.GetEnvironmentVariable(Variable) is not null || !File.Exists(commandLine) || Environment.ProcessPath is not { } program)
        {
            return;
        }

        // as it was given: a .dll behind `dotnet` is an argument, too
        var arguments = Encoding.UTF8.GetString(File.ReadAllBytes(commandLine)).TrimEnd('\0').Split('\0');
        if (SetEnvironment(Variable, "1", overwrite: 0) == 0)
        {
            RemoveDebuggersFiles();
            _ = Execute(program, [.. arguments, null]);
        }
    }

    // the runtime's sockets and pipes for debuggers, which it would take away at its end
    private static void RemoveDebuggersFiles()
    {
        var folder = new DirectoryInfo(Path.GetTempPath());
        if (!folder.Exists)
        {
            return; // it made none
        }

        foreach (var kind in new[] { "dotnet-diagnostic", "clr-debug-pipe" })
        {
            foreach (var left in folder.GetFiles($"{kind}-{Environment.ProcessId}-*", new EnumerationOptions { IgnoreInaccessible = true, AttributesToSkip = 0 }))
            {
                left.Delete();
            }
        }
    }

    // .NET's own SetEnvironmentVariable does not reach native code
    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SetEnvironment(string name, string value, int overwrite);

    [LibraryImport("libc", EntryPoint = "execv", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Execute(string program, string?[] arguments);
}

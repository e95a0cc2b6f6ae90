using System.CommandLine;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using MhdNet.Runtime;

namespace MhdNet.Cli.Sweeps;

/// <summary><c>mhdnet sweep pack</c>: the program for nodes that have neither .NET nor a network.</summary>
internal static class SweepPackCommand
{
    public static Command Create()
    {
        var to = new Option<string>("--to") { Description = "The folder, new or empty", Required = true };
        var command = new Command("pack",
            "Put this program, its natives and the .NET runtime that runs it into one folder, which is copied to a cluster and runs there: "
            + "FOLDER/mhdnet.")
        {
            to,
        };
        command.SetAction(parsed =>
        {
            if (!OperatingSystem.IsLinux())
            {
                throw new InputException("sweep pack: makes a folder for Linux nodes: run it on Linux");
            }

            var folder = Path.GetFullPath(parsed.GetValue(to)!);
            if (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any())
            {
                throw new InputException($"{folder}: is not empty: give a new folder");
            }

            AtomicFile.WriteFolder(folder, Fill);
            Console.WriteLine($"{folder}: {Size(folder) / 1e6:0} MB; copy it to where the nodes see it and run FOLDER/mhdnet there");
            return 0;
        });
        return command;
    }

    [UnsupportedOSPlatform("windows")]
    private static void Fill(string place)
    {
        Copy(AppContext.BaseDirectory, Path.Combine(place, "program"));
        // .../shared/Microsoft.NETCore.App/10.0.1/ of the runtime that runs this
        var runtime = RuntimeEnvironment.GetRuntimeDirectory();
        var dotnet = Path.GetFullPath(Path.Combine(runtime, "..", "..", ".."));
        Copy(runtime, Path.Combine(place, "dotnet", Path.GetRelativePath(dotnet, runtime)));
        Copy(Path.Combine(dotnet, "host"), Path.Combine(place, "dotnet", "host"));
        File.Copy(Path.Combine(dotnet, "dotnet"), Path.Combine(place, "dotnet", "dotnet"));
        File.WriteAllText(Path.Combine(place, Repository.PackedName),
            $"MhdNet {CodeVersion.Fingerprint[..12]}, packed with .NET {Environment.Version}\n");
        var start = Path.Combine(place, "mhdnet");
        File.WriteAllText(start, Start);
        File.SetUnixFileMode(start, (UnixFileMode)0x1ED); // rwxr-xr-x
    }

    private const string Start = """
        #!/bin/sh
        # Runs the program with the runtime beside it.
        here="$(cd "$(dirname "$(readlink -f "$0")")" && pwd)"
        DOTNET_ROOT="$here/dotnet" exec "$here/dotnet/dotnet" "$here/program/mhdnet.dll" "$@"

        """;

    private static void Copy(string from, string to)
    {
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }

    private static long Size(string folder) => new DirectoryInfo(folder).EnumerateFiles("*", SearchOption.AllDirectories)
        .Sum(file => file.Length);
}

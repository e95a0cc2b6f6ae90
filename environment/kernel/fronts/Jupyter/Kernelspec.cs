using System.Text.Json;
using System.Text.Json.Nodes;
using MhdNet.Runtime;

namespace MhdNet.Kernel.Fronts.Jupyter;

/// <summary>The folder by which Jupyter and VS Code find the kernel.</summary>
public static class Kernelspec
{
    /// <summary>Its name: not that of .NET Interactive, whose kernel may be installed beside it.</summary>
    public const string Name = "mhdnet-csharp";

    /// <summary>The program that front ends start.</summary>
    public static string Program { get; } = Path.Combine(AppContext.BaseDirectory, "MhdNet.Kernel.dll");

    private const string DisplayName = "C# (MhdNet)";

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>Writes the kernelspec, in place of an earlier one.</summary>
    /// <param name="prefix">A prefix such as a Python environment; null: the user's own Jupyter folder.</param>
    /// <returns>The folder written.</returns>
    /// <exception cref="InputException">The folder cannot be written.</exception>
    public static string Install(string? prefix)
    {
        var folder = Folder(prefix);
        var fresh = folder + ".new";
        try
        {
            Delete(fresh);
            Directory.CreateDirectory(fresh);
            File.WriteAllText(Path.Combine(fresh, "kernel.json"), Content().ToJsonString(Indented) + "\n");
            foreach (var logo in Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "engine", "Jupyter", "logos")))
            {
                File.Copy(logo, Path.Combine(fresh, Path.GetFileName(logo)));
            }

            Delete(folder);
            Directory.Move(fresh, folder);
            return folder;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"{folder}: cannot be written ({exception.Message}); --prefix names another place.");
        }
    }

    /// <summary>Removes the kernelspec; gives its folder, or null where there was none.</summary>
    /// <exception cref="InputException">The folder cannot be removed.</exception>
    public static string? Uninstall(string? prefix)
    {
        var folder = Folder(prefix);
        try
        {
            return Delete(folder) ? folder : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"{folder}: cannot be removed ({exception.Message}).");
        }
    }

    /// <summary>Where Jupyter looks for kernels of this user, by its documented rules.</summary>
    private static string Folder(string? prefix)
    {
        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        var shared = Environment.GetEnvironmentVariable("XDG_DATA_HOME") is { Length: > 0 } xdg
            ? xdg
            : Path.Combine(home, ".local", "share");
        var data = prefix is not null ? Path.Combine(Path.GetFullPath(prefix), "share", "jupyter")
            : Environment.GetEnvironmentVariable("JUPYTER_DATA_DIR") is { Length: > 0 } own ? own
            : OperatingSystem.IsWindows() ? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData), "jupyter")
            : OperatingSystem.IsMacOS() ? Path.Combine(home, "Library", "Jupyter")
            : Path.Combine(shared, "jupyter");
        return Path.Combine(data, "kernels", Name);
    }

    private static JsonObject Content() => new()
    {
        ["argv"] = new JsonArray(Host(), Program, "start", "{connection_file}"),
        ["display_name"] = DisplayName,
        ["language"] = "C#",
        ["interrupt_mode"] = "message",
        ["metadata"] = new JsonObject { ["debugger"] = false },
    };

    private static string Host() =>
        Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet";

    private static bool Delete(string folder)
    {
        if (!Directory.Exists(folder))
        {
            return false;
        }

        Directory.Delete(folder, recursive: true);
        return true;
    }
}

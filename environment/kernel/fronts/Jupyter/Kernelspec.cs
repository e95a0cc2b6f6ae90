using System.Text.Json;
using System.Text.Json.Nodes;
using MhdNet.Runtime;

namespace Cellwright.Fronts.Jupyter;

/// <summary>The folder by which Jupyter and VS Code find the kernel.</summary>
public static class Kernelspec
{
    /// <summary>Its name: not that of .NET Interactive, whose kernel may be installed beside it.</summary>
    public const string Name = "cellwright";

    /// <summary>The name that .NET Interactive's notebooks ask for, and papermill's translators know.</summary>
    public const string InteractiveName = ".net-csharp";

    /// <summary>The program that front ends start.</summary>
    public static string Program { get; } = Path.Combine(AppContext.BaseDirectory, "Cellwright.dll");

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>Writes the kernelspec, in place of an earlier one.</summary>
    /// <param name="prefix">A prefix such as a Python environment; null: the user's own Jupyter folder.</param>
    /// <param name="name">The name under which notebooks find it.</param>
    /// <returns>The folder written.</returns>
    /// <exception cref="InputException">The folder cannot be written, or belongs to another kernel.</exception>
    public static string Install(string? prefix, string name)
    {
        var folder = OwnFolder(prefix, name);
        var fresh = folder + ".new";
        try
        {
            Delete(fresh);
            Directory.CreateDirectory(fresh);
            File.WriteAllText(Path.Combine(fresh, "kernel.json"), Content(name).ToJsonString(Indented) + "\n");
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
    /// <exception cref="InputException">The folder cannot be removed, or belongs to another kernel.</exception>
    public static string? Uninstall(string? prefix, string name)
    {
        var folder = OwnFolder(prefix, name);
        try
        {
            return Delete(folder) ? folder : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"{folder}: cannot be removed ({exception.Message}).");
        }
    }

    // .NET Interactive's own kernel, which may be installed under its name, stays as it is.
    private static string OwnFolder(string? prefix, string name)
    {
        if (name.Trim('.').Length == 0 || !name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '-' or '_'))
        {
            throw new InputException($"--name {name}: a kernel's name consists of letters, digits, '.', '-' and '_'.");
        }

        var folder = Folder(prefix, name);
        var spec = Path.Combine(folder, "kernel.json");
        return File.Exists(spec) && !File.ReadAllText(spec).Contains(Name, StringComparison.OrdinalIgnoreCase)
            ? throw new InputException($"{folder}: is another program's kernel; uninstall that first, or give another --name.")
            : folder;
    }

    /// <summary>Where Jupyter looks for kernels of this user, by its documented rules.</summary>
    private static string Folder(string? prefix, string name)
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
        return Path.Combine(data, "kernels", name);
    }

    private static JsonObject Content(string name)
    {
        var content = new JsonObject
        {
            ["argv"] = Shim() is { } shim
                ? new JsonArray(shim, "start", "{connection_file}")
                : new JsonArray(Host(), Program, "start", "{connection_file}"),
            ["display_name"] = name == InteractiveName ? ".NET (C#)" : "C# (Cellwright)",
            ["language"] = "C#",
            ["interrupt_mode"] = "message",
            ["metadata"] = new JsonObject { ["debugger"] = false, ["program"] = Name },
        };
        if (Environment.GetEnvironmentVariable("DOTNET_ROOT") is { Length: > 0 } root)
        {
            content["env"] = new JsonObject { ["DOTNET_ROOT"] = root }; // a front end may be started without it
        }

        return content;
    }

    // A .NET tool lies in a folder with its version, which an update replaces; the command beside the store stays.
    private static string? Shim()
    {
        var store = Program.IndexOf($"{Path.DirectorySeparatorChar}.store{Path.DirectorySeparatorChar}", StringComparison.Ordinal);
        var shim = store < 0 ? null : Path.Combine(Program[..store], Name + (OperatingSystem.IsWindows() ? ".exe" : ""));
        return File.Exists(shim) ? shim : null;
    }

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

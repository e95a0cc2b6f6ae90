using System.Reflection;
using System.Text.Json.Nodes;
using Cellwright.Fronts.Jupyter.Wire;

namespace Cellwright.Fronts.Jupyter;

/// <summary>What the kernel says about itself.</summary>
public static class KernelInfo
{
    private static string Version { get; } =
        typeof(KernelInfo).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;

    /// <summary>The content of a kernel_info_reply.</summary>
    public static JsonObject Reply() => new()
    {
        ["status"] = "ok",
        ["protocol_version"] = Message.Protocol,
        ["implementation"] = "cellwright",
        ["implementation_version"] = Version,
        ["language_info"] = new JsonObject
        {
            ["name"] = "C#",
            ["version"] = "14.0",
            ["mimetype"] = "text/x-csharp",
            ["file_extension"] = ".cs",
            ["pygments_lexer"] = "csharp",
            ["codemirror_mode"] = "text/x-csharp",
        },
        ["banner"] = $"C# on .NET {Environment.Version}, Cellwright {Version}",
        ["help_links"] = new JsonArray(),
        ["debugger"] = false,
    };
}

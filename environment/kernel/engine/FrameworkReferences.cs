using Microsoft.CodeAnalysis;

namespace MhdNet.Kernel.Engine;

/// <summary>What every cell can refer to: its .NET runtime, the kernel's abstractions and the formatting library.</summary>
internal static class FrameworkReferences
{
    /// <summary>The folder of the runtime's own assemblies.</summary>
    public static string Folder { get; } = Path.GetDirectoryName(typeof(object).Assembly.Location)!;

    public static IReadOnlyList<MetadataReference> All { get; } =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => Path.GetDirectoryName(path) == Folder)
            .Append(typeof(Notebook).Assembly.Location)
            .Append(typeof(Microsoft.DotNet.Interactive.Formatting.Formatter).Assembly.Location)
            .Append(typeof(Microsoft.AspNetCore.Html.IHtmlContent).Assembly.Location)
            .Select(path => MetadataReference.CreateFromFile(path)),
    ];
}

using MhdNet.Runtime;

namespace MhdNet.Cli;

/// <summary>Where the checkout is: the folder above this program that holds the library's project.</summary>
internal static class Repository
{
    /// <summary>The checkout's root.</summary>
    public static string Root { get; } = Find();

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "MhdNet.Lib.csproj")))
            {
                return folder.FullName;
            }
        }

        throw new InputException($"{AppContext.BaseDirectory}: no checkout of MhdNet above this program: run it from where it was built");
    }
}

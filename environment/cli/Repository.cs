
using MhdNet.Runtime;

namespace MhdNet.Cli;

/// <summary>Where the checkout is: the folder above this program that holds the library's project; or what <c>mhdnet sweep pack</c> made in
/// its place.</summary>
internal static class Repository
{
    /// <summary>The file that marks a packed folder.</summary>
    public const string PackedName = "packed.txt";

    private static readonly Lazy<string> Found = new(Find);

    /// <summary>The checkout's root; commands that need none do not ask.</summary>
    /// <exception cref="InputException">This program is in none.</exception>
    public static string Root => Found.Value;

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "MhdNet.Lib.csproj")) || File.Exists(Path.Combine(folder.FullName, PackedName)))
            {
                return folder.FullName;
            }
        }

        throw new InputException($"{AppContext.BaseDirectory}: no checkout of MhdNet above this program, which this command needs: run "
            + "the one that a checkout's `dotnet build` made");
    }
}

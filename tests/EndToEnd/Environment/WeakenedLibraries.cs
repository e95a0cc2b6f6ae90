using System.Text;

namespace MhdNet.Tests.BuildEnvironment; // not ".Environment", which would hide System.Environment from all tests

/// <summary>A copy of libLibTorchSharp.so, or of what should have been one, on which the build's fix was run.</summary>
/// <param name="Library">The file.</param>
/// <param name="Before">What it held before.</param>
/// <param name="Written">When it had been written.</param>
/// <param name="Succeeded">Whether the build went on.</param>
/// <param name="Said">What the build said.</param>
public sealed record WeakenedLibrary(string Library, byte[] Before, DateTime Written, bool Succeeded, string Said);

/// <summary>
/// The fix run on all copies by one program, since starting MSBuild is most of the time: each in a folder of its own, with a stand-in for
/// the system's C++ runtime.
/// </summary>
public sealed class WeakenedLibraries : IDisposable
{
    /// <summary>The version that the fix makes a weak need of.</summary>
    public const string Version = "GLIBCXX_3.4.32";

    /// <summary>The file that a hard link was made from.</summary>
    public const string LinkedFrom = "cache.so";

    private readonly string _folder = Directory.CreateTempSubdirectory("mhdnet-").FullName;
    private readonly Dictionary<string, WeakenedLibrary> _libraries;

    public WeakenedLibraries()
    {
        var original = PackagedLibrary.Original();
        const string Lacking = "GLIBCXX_3.4.30\0";
        (string Name, byte[] Content, string Runtime, bool Twice)[] cases =
        [
            ("there alone", original, Version + "\0", false),
            ("there among others", original, $"{Lacking}{Version}\0GLIBCXX_3.4.33\0", false),
            ("lacking", original, Lacking, true),
            ("longer name", original, Version + "9\0", true), // another version
            ("hard link", original, Lacking, false),
            ("empty", [], Lacking, false),
            ("not even the header", original[..40], Lacking, false),
            ("section tables beyond the end", original[..100_000], Lacking, false),
            ("no library", Encoding.ASCII.GetBytes(new string('x', 4096)), Lacking, false),
        ];
        Array.ForEach(cases, one => Lay(one.Name, one.Content, one.Runtime));
        var before = Run([.. cases.Select(one => one.Name)]);
        var again = Run([.. cases.Where(one => one.Twice).Select(one => one.Name)]);
        _libraries = before.Concat(again.Select(one => KeyValuePair.Create($"{one.Key}, again", one.Value))).ToDictionary();
    }

    public WeakenedLibrary Find(string name) => _libraries[name];

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string LibraryOf(string name) => Path.Combine(_folder, name, PackagedLibrary.FileName);

    private void Lay(string name, byte[] content, string runtime)
    {
        Directory.CreateDirectory(Path.Combine(_folder, name));
        File.WriteAllText(Path.Combine(_folder, name, "libstdc++.so.6"), runtime);
        if (name != "hard link")
        {
            File.WriteAllBytes(LibraryOf(name), content);
            return;
        }

        var from = Path.Combine(_folder, name, LinkedFrom);
        File.WriteAllBytes(from, content);
        var (code, output) = Repository.Run("ln", from, LibraryOf(name));
        Assert.True(code == 0, output);
    }

    private Dictionary<string, WeakenedLibrary> Run(IReadOnlyList<string> names)
    {
        var found = names.ToDictionary(name => name, name => (Bytes: File.ReadAllBytes(LibraryOf(name)),
            Written: File.GetLastWriteTimeUtc(LibraryOf(name))));
        File.WriteAllText(Path.Combine(_folder, "one.proj"),
            $"""<Project><Import Project="{Repository.PathOf("environment", "LibStdCxx.targets")}" /></Project>""");
        var project = Path.Combine(_folder, "all.proj");
        File.WriteAllText(project, $"""<Project><Target Name="All">{string.Concat(names.Select(Call))}</Target></Project>""");
        var (_, output) = Repository.Run("dotnet", "msbuild", project, "-nologo", "-nodeReuse:false", "-tl:off", "-verbosity:normal");
        var said = output.Split("[[").Skip(1).ToDictionary(part => part[..part.IndexOf("]]", StringComparison.Ordinal)]);
        return names.ToDictionary(name => name, name => new WeakenedLibrary(
            LibraryOf(name), found[name].Bytes, found[name].Written, !said[name].Contains("error", StringComparison.Ordinal), said[name]));
    }

    private string Call(string name) =>
        $"""
        <Message Importance="high" Text="[[{name}]]" />
        <MSBuild Projects="one.proj" Targets="WeakenLibTorchSharpVersionNeed" ContinueOnError="true"
                 Properties="OutDir={Path.Combine(_folder, name)}/;LibStdCxx={Path.Combine(_folder, name, "libstdc++.so.6")}" />
        """;
}

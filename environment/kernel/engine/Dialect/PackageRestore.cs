using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Cellwright.Engine.Dialect;

/// <summary>
/// Has the .NET SDK restore packages, with everything they need, into one folder: libraries and natives side by side, as in the
/// output of a project. Each set of packages is restored once and kept in the user's data folder.
/// </summary>
/// <param name="notebooks">The notebook's folder: its <c>nuget.config</c>, or one above it, counts.</param>
internal sealed partial class PackageRestore(string notebooks)
{
    private const string Assets = "project.assets.json";

    private static readonly string Store = Path.Combine(
        Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.Create),
        "cellwright",
        "packages");

    // What an SDK that started this process (dotnet run, dotnet test) tells its own children.
    private static readonly string[] Inherited =
        ["MSBuildSDKsPath", "MSBuildExtensionsPath", "MSBUILD_EXE_PATH", "MSBuildLoadMicrosoftTargetsReadOnly"];

    /// <summary>Restores, or finds what an earlier session has restored.</summary>
    /// <param name="packages">All packages of the session.</param>
    /// <param name="sources">Package sources beside the configured ones: addresses or folders.</param>
    /// <param name="cancellation">Stops the SDK.</param>
    /// <returns>The folder with the files.</returns>
    /// <exception cref="DialectException">The SDK cannot restore a package.</exception>
    public string Restore(
        IReadOnlyCollection<PackageReference> packages, IReadOnlyCollection<string> sources, CancellationToken cancellation)
    {
        var project = Project(packages);
        // A floating version is looked up once per day.
        var today = DateTime.UtcNow.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var day = packages.Any(package => package.Floats) ? today : "";
        var key = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', [project, day, .. sources]))))[..24];
        var folder = Path.Combine(Store, key);
        if (Directory.Exists(folder))
        {
            return folder;
        }

        var partial = Path.Combine(Store, $"{key}.{Guid.NewGuid():N}.partial");
        Directory.CreateDirectory(partial);
        try
        {
            var file = Path.Combine(partial, "packages.csproj");
            File.WriteAllText(file, project);
            Build(file, sources, cancellation);
            File.Move(Path.Combine(partial, "obj", Assets), Path.Combine(partial, Assets));
            Directory.Delete(Path.Combine(partial, "obj"), recursive: true);
            if (!Directory.Exists(folder))
            {
                Directory.Move(partial, folder);
            }

            return folder;
        }
        finally
        {
            if (Directory.Exists(partial))
            {
                Directory.Delete(partial, recursive: true);
            }
        }
    }

    /// <summary>The versions that were taken, by package name.</summary>
    public static IReadOnlyDictionary<string, string> Versions(string folder)
    {
        using var assets = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, Assets)));
        return assets.RootElement.GetProperty("libraries").EnumerateObject().Select(library => library.Name.Split('/'))
            .ToDictionary(parts => parts[0], parts => parts[1], StringComparer.OrdinalIgnoreCase);
    }

    private static string Project(IReadOnlyCollection<PackageReference> packages)
    {
        var system = OperatingSystem.IsWindows() ? "win" : OperatingSystem.IsMacOS() ? "osx" : "linux";
        var processor = RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant();
        var libStdCxx = Path.Combine(Path.GetDirectoryName(typeof(PackageRestore).Assembly.Location)!, "LibStdCxx.targets");
        var references = string.Join(
            "\n    ",
            packages.Select(package => $"""<PackageReference Include="{package.Name}" Version="{package.Version}" />"""));
        return $"""
            <Project>
              <PropertyGroup>
                <ImportDirectoryBuildProps>false</ImportDirectoryBuildProps>
                <ImportDirectoryBuildTargets>false</ImportDirectoryBuildTargets>
                <ImportDirectoryPackagesProps>false</ImportDirectoryPackagesProps>
              </PropertyGroup>
              <Import Project="Sdk.props" Sdk="Microsoft.NET.Sdk" />
              <PropertyGroup>
                <TargetFramework>net{Environment.Version.Major}.0</TargetFramework>
                <RuntimeIdentifier>{system}-{processor}</RuntimeIdentifier>
                <SelfContained>false</SelfContained>
                <OutDir>$(MSBuildProjectDirectory)/</OutDir>
                <CopyLocalLockFileAssemblies>true</CopyLocalLockFileAssemblies>
                <CopyDocumentationFilesFromPackages>true</CopyDocumentationFilesFromPackages>
                <CreateHardLinksForCopyLocalIfPossible>true</CreateHardLinksForCopyLocalIfPossible>
                <SkipCopyBuildProduct>true</SkipCopyBuildProduct>
                <SatelliteResourceLanguages>en</SatelliteResourceLanguages>
                <NuGetAudit>false</NuGetAudit>
              </PropertyGroup>
              <ItemGroup>
                {references}
              </ItemGroup>
              <Import Project="Sdk.targets" Sdk="Microsoft.NET.Sdk" />
              <Import Project="{System.Security.SecurityElement.Escape(libStdCxx)}" />
            </Project>
            """;
    }

    private void Build(string project, IReadOnlyCollection<string> sources, CancellationToken cancellation)
    {
        var host = Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? Environment.ProcessPath! : "dotnet";
        string[] arguments =
        [
            "build", project, "--nologo", "-t:ResolveReferences;CopyFilesToOutputDirectory",
            "-consoleLoggerParameters:ErrorsOnly;NoSummary", "-nodeReuse:false",
        ];
        var start = new ProcessStartInfo(host, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = notebooks,
        };
        foreach (var name in Inherited)
        {
            start.Environment.Remove(name);
        }

        // Text that comes from the environment needs no escaping for MSBuild.
        start.Environment["RestoreRootConfigDirectory"] = notebooks;
        start.Environment["RestoreAdditionalProjectSources"] = string.Join(';', sources);
        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        using var process = Start(start);
        using var stop = cancellation.Register(() => process.Kill(entireProcessTree: true));
        var errors = process.StandardError.ReadToEndAsync(CancellationToken.None);
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        cancellation.ThrowIfCancellationRequested();
        if (process.ExitCode != 0)
        {
            var text = output + errors.GetAwaiter().GetResult();
            var error = ErrorPattern().Match(text) is { Success: true } match ? match.Groups[1].Value.Trim() : text.Trim();
            throw new DialectException($"the packages cannot be restored: {error}");
        }
    }

    private static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception exception)
        {
            throw new DialectException(
                $"packages are restored by the .NET SDK, and `dotnet` cannot be started ({exception.Message}): install the SDK.");
        }
    }

    [GeneratedRegex(@"\berror (\w*\s*:.*?)(?: \[[^\[\]]*\])?$", RegexOptions.Multiline)]
    private static partial Regex ErrorPattern();
}

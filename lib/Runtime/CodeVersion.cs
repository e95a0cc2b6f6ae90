using System.Reflection;

namespace MhdNet.Runtime;

/// <summary>
/// Which code made a result: a hash, taken by the build, of the sources that decide results (environment/CodeFingerprint.targets
/// names the folders of lib/ that do not). A change in those sources makes new runs; a change of a figure does not.
/// </summary>
public static class CodeVersion
{
    /// <summary>The hash, as hexadecimal digits.</summary>
    public static string Fingerprint { get; } = typeof(CodeVersion).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(attribute => attribute.Key == "CodeFingerprint").Value!;
}

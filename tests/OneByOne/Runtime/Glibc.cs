namespace MhdNet.Tests.BuildEnvironment;

/// <summary>Whether this system's C library is glibc, whose allocator the library sets.</summary>
internal static class Glibc
{
    public static bool IsHere { get; } = OperatingSystem.IsLinux()
        && Directory.GetFiles("/lib", "libc.so.6",
            new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = 1, IgnoreInaccessible = true }).Length > 0;
}

using System.Collections;
using Microsoft.DotNet.Interactive.Formatting;

namespace MhdNet.Kernel.Formatting;

/// <summary>
/// The suite's formatters. Those of libraries (plots, tables, tensors) register when their assembly is loaded, by name:
/// the kernel depends on none of them and serves the version that the notebook brings.
/// </summary>
internal static class BuiltInFormatters
{
    private static readonly Lock Gate = new();
    private static bool registered;

    public static void Register()
    {
        lock (Gate)
        {
            if (registered)
            {
                return;
            }

            registered = true;
            Add(typeof(object), "text/html", specific: false, _ => true, GeneralView.Html);
            Add(typeof(object), "text/plain", specific: false, _ => true, GeneralView.Text);
            Add(typeof(IEnumerable), "text/html", specific: false, _ => true, GeneralView.Html);
            Add(typeof(IEnumerable), "text/plain", specific: false, _ => true, GeneralView.Text);
            Add(typeof(byte[]), "image/png", specific: true, value => IsPng((byte[])value), value => Convert.ToBase64String((byte[])value));
            AppDomain.CurrentDomain.AssemblyLoad += (_, loaded) => KnownLibraries.Register(loaded.LoadedAssembly, Add);
            foreach (var assembly in AppDomain.CurrentDomain.GetAssemblies())
            {
                KnownLibraries.Register(assembly, Add);
            }
        }
    }

    private static bool IsPng(byte[] bytes) => bytes.AsSpan().StartsWith((ReadOnlySpan<byte>)[0x89, (byte)'P', (byte)'N', (byte)'G']);

    private static void Add(Type type, string mimeType, bool specific, Func<object, bool> accepts, Func<object, string> format) =>
        Formatter.Register(new BuiltInFormatter(type, mimeType, specific, accepts, format));
}

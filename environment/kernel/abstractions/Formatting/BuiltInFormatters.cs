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
    private static bool preferred;

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

    /// <summary>Makes the formatters of libraries the default of any front end that asks the formatting library, now and for libraries loaded later.</summary>
    public static void Prefer()
    {
        Register();
        lock (Gate)
        {
            preferred = true;
            foreach (var type in Formatter.RegisteredFormatters(includeDefaults: false).OfType<BuiltInFormatter>().Where(OfLibrary).Select(formatter => formatter.Type).Distinct().ToArray())
            {
                Prefer(type);
            }
        }
    }

    // Bytes are a picture only sometimes.
    private static bool OfLibrary(BuiltInFormatter formatter) => formatter.Specific && formatter.Type != typeof(byte[]);

    // Richest first: html before plain text, as the alphabet has it.
    private static void Prefer(Type type)
    {
        var own = Formatter.RegisteredFormatters(includeDefaults: false).OfType<BuiltInFormatter>().Where(formatter => formatter.Type == type);
        Formatter.SetPreferredMimeTypesFor(type, [.. own.Select(formatter => formatter.MimeType).Distinct().Order(StringComparer.Ordinal)]);
    }

    private static bool IsPng(byte[] bytes) => bytes.AsSpan().StartsWith((ReadOnlySpan<byte>)[0x89, (byte)'P', (byte)'N', (byte)'G']);

    private static void Add(Type type, string mimeType, bool specific, Func<object, bool> accepts, Func<object, string> format)
    {
        var formatter = new BuiltInFormatter(type, mimeType, specific, accepts, format);
        Formatter.Register(formatter);
        if (preferred && OfLibrary(formatter))
        {
            Prefer(type);
        }
    }
}

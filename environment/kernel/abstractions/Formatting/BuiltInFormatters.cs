using System.Collections;
using Microsoft.DotNet.Interactive.Formatting;

namespace Cellwright.Formatting;

/// <summary>
/// The suite's formatters. Those for libraries (plots, tables, tensors) register by name when the library's assembly is loaded:
/// the kernel depends on none of the libraries and serves the version that the notebook brings.
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
            Add(typeof(LaTeXText), "text/latex", specific: true, _ => true, value => InDollars(value.ToString()!));
            Add(typeof(LaTeXText), "text/plain", specific: true, _ => true, value => value.ToString()!);
            Add(typeof(byte[]), "image/png", specific: true, value => IsPng((byte[])value), value => Convert.ToBase64String((byte[])value));
            AppDomain.CurrentDomain.AssemblyLoad += (_, loaded) => KnownLibraries.Register(loaded.LoadedAssembly, Add);
            foreach (var assembly in AppDomain.CurrentDomain.GetAssemblies())
            {
                KnownLibraries.Register(assembly, Add);
            }
        }
    }

    /// <summary>
    /// Makes the formatters for libraries, also those loaded later, the default of any front end that asks the formatting library.
    /// </summary>
    public static void Prefer()
    {
        Register();
        lock (Gate)
        {
            preferred = true;
            foreach (var type in Own().Where(OfLibrary).Select(formatter => formatter.Type).Distinct().ToArray())
            {
                Prefer(type);
            }
        }
    }

    private static IEnumerable<BuiltInFormatter> Own() =>
        Formatter.RegisteredFormatters(includeDefaults: false).OfType<BuiltInFormatter>();

    // Bytes are a picture only sometimes, and formulas are this kernel's own.
    private static bool OfLibrary(BuiltInFormatter formatter) =>
        formatter.Specific && formatter.Type != typeof(byte[]) && formatter.Type != typeof(LaTeXText);

    // Richest first: html before plain text, which is also the order of the alphabet.
    private static void Prefer(Type type)
    {
        var mimeTypes = Own().Where(formatter => formatter.Type == type).Select(formatter => formatter.MimeType);
        Formatter.SetPreferredMimeTypesFor(type, [.. mimeTypes.Distinct().Order(StringComparer.Ordinal)]);
    }

    private static string InDollars(string formula) =>
        formula.Contains('$', StringComparison.Ordinal) || formula.Contains("\\begin", StringComparison.Ordinal)
            ? formula
            : $"$${formula}$$";

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

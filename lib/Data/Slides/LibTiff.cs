using BitMiracle.LibTiff.Classic;
using MhdNet.Runtime;

namespace MhdNet.Data.Slides;

/// <summary>
/// The edge to LibTiff.NET: its messages are kept instead of printed, and what it throws on damaged files becomes one line.
/// </summary>
internal static class LibTiff
{
    [ThreadStatic]
    private static string? _message;

    static LibTiff() => Tiff.SetErrorHandler(new Handler());

    /// <summary>
    /// Calls into the library. It throws exceptions of any kind on damaged files; each says only that the file is damaged.
    /// </summary>
    public static T Guard<T>(string path, Func<T> call)
    {
        _message = null;
        try
        {
            return call();
        }
        catch (Exception failure) when (failure is not (InputException or OutOfMemoryException))
        {
            throw new InputException($"{path}: damaged or truncated{LastMessage()}: fetch the slide again", failure);
        }
    }

    /// <summary>" (what the library said last)", or nothing.</summary>
    public static string LastMessage() => _message is null ? "" : $" ({_message})";

    private sealed class Handler : TiffErrorHandler
    {
        public override void ErrorHandler(Tiff tif, string method, string format, params object[] args) => Keep(format, args);

        public override void ErrorHandlerExt(Tiff tif, object clientData, string method, string format, params object[] args)
        {
        }

        public override void WarningHandler(Tiff tif, string method, string format, params object[] args)
        {
        }

        public override void WarningHandlerExt(Tiff tif, object clientData, string method, string format, params object[] args)
        {
        }

        private static void Keep(string format, object[] args)
        {
            var text = args.Length == 0 ? format : string.Format(System.Globalization.CultureInfo.InvariantCulture, format, args);
            _message = text.ReplaceLineEndings(" ").Trim();
        }
    }
}

using System.Runtime.InteropServices;

namespace MhdNet.Data.Codecs;

/// <summary>The part of CharLS's interface (charls_jpegls_decoder.h, since 2.0) that decodes an image in memory.</summary>
internal static unsafe partial class CharLs
{
    private const string Library = "libcharls.so.2";
    private const int Success = 0; // CHARLS_JPEGLS_ERRC_SUCCESS

    /// <summary>charls_frame_info.</summary>
    /// <param name="Width">Columns.</param>
    /// <param name="Height">Rows.</param>
    /// <param name="Bits">Bits of a sample.</param>
    /// <param name="Components">Samples of a pixel.</param>
    [StructLayout(LayoutKind.Sequential)]
    internal readonly record struct Frame(uint Width, uint Height, int Bits, int Components);

    /// <summary>Decodes an image, once its head is found to be what it should.</summary>
    /// <param name="code">The image.</param>
    /// <param name="accepts">Asked before anything is decoded; may throw.</param>
    /// <returns>Its samples, in one byte each up to 8 bits and in two beyond, as this machine has them; null where it is damaged.</returns>
    /// <exception cref="DllNotFoundException">CharLS is not installed.</exception>
    public static byte[]? Decode(ReadOnlySpan<byte> code, Action<Frame> accepts)
    {
        var decoder = Create();
        try
        {
            fixed (byte* bytes = code)
            {
                if (decoder == 0 || SetSource(decoder, bytes, (nuint)code.Length) != Success || ReadHeader(decoder) != Success
                    || GetFrame(decoder, out var frame) != Success)
                {
                    return null;
                }

                accepts(frame);
                var samples = new byte[(long)frame.Width * frame.Height * frame.Components * (frame.Bits > 8 ? 2 : 1)];
                fixed (byte* target = samples)
                {
                    return DecodeTo(decoder, target, (nuint)samples.Length, 0) == Success ? samples : null;
                }
            }
        }
        finally
        {
            Destroy(decoder);
        }
    }

    [LibraryImport(Library, EntryPoint = "charls_jpegls_decoder_create")]
    private static partial nint Create();

    [LibraryImport(Library, EntryPoint = "charls_jpegls_decoder_destroy")]
    private static partial void Destroy(nint decoder);

    [LibraryImport(Library, EntryPoint = "charls_jpegls_decoder_set_source_buffer")]
    private static partial int SetSource(nint decoder, void* source, nuint size);

    [LibraryImport(Library, EntryPoint = "charls_jpegls_decoder_read_header")]
    private static partial int ReadHeader(nint decoder);

    [LibraryImport(Library, EntryPoint = "charls_jpegls_decoder_get_frame_info")]
    private static partial int GetFrame(nint decoder, out Frame frame);

    [LibraryImport(Library, EntryPoint = "charls_jpegls_decoder_decode_to_buffer")]
    private static partial int DecodeTo(nint decoder, void* target, nuint size, uint stride);
}

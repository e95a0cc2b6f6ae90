using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace MhdNet.Data.Codecs;

/// <summary>The part of OpenJPEG's interface (openjpeg.h, unchanged since 2.1) that decodes a codestream in memory.</summary>
internal static unsafe partial class OpenJpeg
{
    private const string Library = "libopenjp2.so.7";
    private const int Codestream = 0; // OPJ_CODEC_J2K
    private const int SpaceOfParameters = 16384; // opj_dparameters_t takes about half of it

    /// <summary>Decodes a codestream.</summary>
    /// <param name="code">The codestream, without a JP2 file round it.</param>
    /// <param name="take">Called with the image before it is freed.</param>
    /// <returns>False where it is damaged.</returns>
    /// <exception cref="DllNotFoundException">OpenJPEG is not installed.</exception>
    public static bool Decode(ReadOnlySpan<byte> code, Action<Image> take)
    {
        fixed (byte* bytes = code)
        {
            var source = new Source { Bytes = bytes, Length = code.Length };
            var parameters = stackalloc byte[SpaceOfParameters];
            nint codec = CreateDecompress(Codestream), stream = StreamCreate((nuint)Math.Max(code.Length, 1), 1);
            Image* image = null;
            try
            {
                StreamSetReadFunction(stream, &Read);
                StreamSetSkipFunction(stream, &Skip);
                StreamSetSeekFunction(stream, &Seek);
                StreamSetUserData(stream, &source, 0);
                StreamSetUserDataLength(stream, (ulong)code.Length);
                SetDefaultDecoderParameters(parameters);
                if (SetupDecoder(codec, parameters) == 0 || ReadHeader(stream, codec, &image) == 0 || Decode(codec, stream, image) == 0
                    || EndDecompress(codec, stream) == 0)
                {
                    return false;
                }

                take(*image);
                return true;
            }
            finally
            {
                ImageDestroy(image);
                StreamDestroy(stream);
                DestroyCodec(codec);
            }
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static nuint Read(void* target, nuint count, Source* source)
    {
        var length = Math.Min((long)count, source->Length - source->Position);
        if (length <= 0)
        {
            return nuint.MaxValue; // the end
        }

        Buffer.MemoryCopy(source->Bytes + source->Position, target, (long)count, length);
        source->Position += length;
        return (nuint)length;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static long Skip(long count, Source* source)
    {
        var length = Math.Clamp(count, -source->Position, source->Length - source->Position);
        source->Position += length;
        return length == count ? count : -1;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Seek(long position, Source* source)
    {
        var inside = position >= 0 && position <= source->Length;
        source->Position = inside ? position : source->Position;
        return inside ? 1 : 0;
    }

    /// <summary>opj_image_t.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal readonly struct Image
    {
        public readonly uint Left, Top, Right, Bottom, Count;
        public readonly int ColourSpace;
        public readonly Component* Components;
        public readonly byte* Profile;
        public readonly uint ProfileLength;
    }

    /// <summary>opj_image_comp_t.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal readonly struct Component
    {
        public readonly uint Dx, Dy, Width, Height, Left, Top, Precision, BitsPerPixel, Signed, Resolutions, Factor;
        public readonly int* Data;
        public readonly ushort Alpha;
    }

    private struct Source
    {
        public byte* Bytes;
        public long Length;
        public long Position;
    }

    [LibraryImport(Library, EntryPoint = "opj_create_decompress")]
    private static partial nint CreateDecompress(int format);

    [LibraryImport(Library, EntryPoint = "opj_set_default_decoder_parameters")]
    private static partial void SetDefaultDecoderParameters(void* parameters);

    [LibraryImport(Library, EntryPoint = "opj_setup_decoder")]
    private static partial int SetupDecoder(nint codec, void* parameters);

    [LibraryImport(Library, EntryPoint = "opj_stream_create")]
    private static partial nint StreamCreate(nuint buffer, int input);

    [LibraryImport(Library, EntryPoint = "opj_stream_set_read_function")]
    private static partial void StreamSetReadFunction(nint stream, delegate* unmanaged[Cdecl]<void*, nuint, Source*, nuint> read);

    [LibraryImport(Library, EntryPoint = "opj_stream_set_skip_function")]
    private static partial void StreamSetSkipFunction(nint stream, delegate* unmanaged[Cdecl]<long, Source*, long> skip);

    [LibraryImport(Library, EntryPoint = "opj_stream_set_seek_function")]
    private static partial void StreamSetSeekFunction(nint stream, delegate* unmanaged[Cdecl]<long, Source*, int> seek);

    [LibraryImport(Library, EntryPoint = "opj_stream_set_user_data")]
    private static partial void StreamSetUserData(nint stream, void* data, nint free);

    [LibraryImport(Library, EntryPoint = "opj_stream_set_user_data_length")]
    private static partial void StreamSetUserDataLength(nint stream, ulong length);

    [LibraryImport(Library, EntryPoint = "opj_read_header")]
    private static partial int ReadHeader(nint stream, nint codec, Image** image);

    [LibraryImport(Library, EntryPoint = "opj_decode")]
    private static partial int Decode(nint codec, nint stream, Image* image);

    [LibraryImport(Library, EntryPoint = "opj_end_decompress")]
    private static partial int EndDecompress(nint codec, nint stream);

    [LibraryImport(Library, EntryPoint = "opj_image_destroy")]
    private static partial void ImageDestroy(Image* image);

    [LibraryImport(Library, EntryPoint = "opj_stream_destroy")]
    private static partial void StreamDestroy(nint stream);

    [LibraryImport(Library, EntryPoint = "opj_destroy_codec")]
    private static partial void DestroyCodec(nint codec);
}

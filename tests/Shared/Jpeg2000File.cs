
using MhdNet.Tests.Data.Phantom;

namespace MhdNet.Tests.Data;

/// <summary>JPEG 2000 codestreams as OpenJPEG's own program writes them.</summary>
internal static class Jpeg2000File
{
    /// <summary>Encodes an image.</summary>
    /// <param name="folder">For the files on the way.</param>
    /// <param name="planes">One component after the other, big endian.</param>
    /// <param name="format">What opj_compress takes as -F: width,height,components,bits,u[@subsampling].</param>
    /// <param name="options">Further options; without any, lossless and without a colour transform.</param>
    public static byte[] Encode(TemporaryFolder folder, byte[] planes, string format, params string[] options)
    {
        var (raw, code) = (folder.File("image.raw"), folder.File("image.j2k"));
        File.WriteAllBytes(raw, planes);
        var (exit, output) = ExternalTool.Run("libopenjp2-tools", "opj_compress",
            ["-i", raw, "-o", code, "-F", format, "-mct", "0", .. options]);
        Assert.True(exit == 0, output);
        return File.ReadAllBytes(code);
    }
}

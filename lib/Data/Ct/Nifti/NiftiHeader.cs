using System.Buffers.Binary;
using MhdNet.Runtime;

namespace MhdNet.Data.Ct.Nifti;

/// <summary>The head of a NIfTI-1 file (nifti1.h), as far as it concerns a CT volume.</summary>
/// <param name="BigEndian">Byte order of the file.</param>
/// <param name="Columns">Extent of the fastest axis.</param>
/// <param name="Rows">Extent of the second axis.</param>
/// <param name="Slices">Extent of the third axis.</param>
/// <param name="Type">How a voxel is stored.</param>
/// <param name="Offset">Where the voxels begin.</param>
/// <param name="Slope">HU per step.</param>
/// <param name="Intercept">HU of 0.</param>
/// <param name="Axes">Voxel indices to mm: Axes[w][v] is the step along world axis w (x to the patient's right, y to the front, z to the
/// head) of voxel axis v.</param>
internal sealed record NiftiHeader(
    bool BigEndian, int Columns, int Rows, int Slices, NiftiType Type, long Offset, double Slope, double Intercept, double[][] Axes)
{
    /// <summary>Bytes of a head.</summary>
    public const int Length = 348;

    private const int LengthOfNifti2 = 540;
    private const int MostSlices = 20_000;

    /// <summary>Bytes of one slice.</summary>
    public int SliceBytes => Rows * Columns * Type.Bytes;

    /// <summary>Whether these bytes begin a NIfTI file, of a kind that is read or not.</summary>
    public static bool IsHeader(ReadOnlySpan<byte> bytes) =>
        bytes[344..348].SequenceEqual("n+1\0"u8) || bytes[344..348].SequenceEqual("ni1\0"u8) || bytes[4..8].SequenceEqual("n+2\0"u8);

    /// <summary>Reads a head.</summary>
    /// <exception cref="InputException">Not NIfTI-1 in one file, more than one volume, or sizes and types that are no CT's.</exception>
    public static NiftiHeader Parse(byte[] bytes, string source)
    {
        var size = BinaryPrimitives.ReadInt32LittleEndian(bytes);
        var big = size != Length;
        size = big ? BinaryPrimitives.ReverseEndianness(size) : size;
        if (size != Length || !bytes.AsSpan(344, 4).SequenceEqual("n+1\0"u8))
        {
            var second = size == LengthOfNifti2 || BinaryPrimitives.ReverseEndianness(size) == LengthOfNifti2;
            throw new InputException(second ? $"{source}: NIfTI-2: write it as NIfTI-1" : $"{source}: no NIfTI-1 file with its voxels "
                + "inside: give a .nii or .nii.gz, as dcm2niix writes it");
        }

        int[] dim = [.. Enumerable.Range(0, 8).Select(i => (int)I16(40 + (2 * i)))];
        if (dim[0] is < 3 or > 7 || dim[1] is < 1 or > CtVolume.LargestEdge || dim[2] is < 1 or > CtVolume.LargestEdge
            || dim[3] is < 1 or > MostSlices || dim[4..(dim[0] + 1)].Any(extent => extent != 1))
        {
            throw new InputException($"{source}: {dim[0]} axes of {string.Join(" x ", dim.Skip(1).Take(Math.Clamp(dim[0], 0, 7)))}: "
                + "give one volume of CT");
        }

        double slope = F32(112), intercept = F32(116), offset = F32(108);
        if (!double.IsFinite(slope) || !double.IsFinite(intercept) || offset is not (>= Length and < 1e9))
        {
            throw new InputException($"{source}: slope {slope}, intercept {intercept}, voxels from byte {offset}: write the file again");
        }

        var type = NiftiType.Of(I16(70), source);
        return new NiftiHeader(big, dim[1], dim[2], dim[3], type, (long)offset, slope == 0
            ? 1 : slope, slope == 0 ? 0 : intercept, ReadAxes());

        short I16(int at) => big
            ? BinaryPrimitives.ReadInt16BigEndian(bytes.AsSpan(at)) : BinaryPrimitives.ReadInt16LittleEndian(bytes.AsSpan(at));
        float F32(int at) => big
            ? BinaryPrimitives.ReadSingleBigEndian(bytes.AsSpan(at)) : BinaryPrimitives.ReadSingleLittleEndian(bytes.AsSpan(at));

        double[][] ReadAxes()
        {
            double[][] Rows(int from) => [.. Enumerable.Range(0, 3)
                .Select(row => Enumerable.Range(0, 4).Select(column => (double)F32(from + (16 * row) + (4 * column))).ToArray())];
            double[] Numbers(int from, int count) => [.. Enumerable.Range(0, count).Select(i => (double)F32(from + (4 * i)))];
            var place = new NiftiPlace(
                source, I16(254) > 0 ? Rows(280) : null, I16(252) > 0 ? Numbers(256, 6) : null, Numbers(76, 4), bytes[123] & 7);
            return place.Axes();
        }
    }
}

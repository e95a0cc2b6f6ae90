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

        // method 3 of nifti1.h (sform) where it is stated, else method 2 (qform, a quaternion)
        double[][] ReadAxes()
        {
            double[][] axes = I16(254) > 0
                ? [.. Enumerable.Range(0, 3)
                    .Select(row => Enumerable.Range(0, 3).Select(column => (double)F32(280 + (16 * row) + (4 * column))).ToArray())]
                : I16(252) > 0 ? Turned(F32(256), F32(260), F32(264), [F32(80), F32(84), F32(88) * (F32(76) < 0 ? -1 : 1)])
                : throw new InputException($"{source}: neither qform nor sform: nothing says which way is up; write it with dcm2niix");
            return axes.SelectMany(row => row).All(double.IsFinite)
                ? axes : throw new InputException($"{source}: its orientation is not finite: write the file again");
        }
    }

    private static double[][] Turned(double b, double c, double d, double[] steps)
    {
        var a = Math.Sqrt(Math.Max(0, 1 - (b * b) - (c * c) - (d * d)));
        double[][] rotation =
        [
            [(a * a) + (b * b) - (c * c) - (d * d), 2 * ((b * c) - (a * d)), 2 * ((b * d) + (a * c))],
            [2 * ((b * c) + (a * d)), (a * a) + (c * c) - (b * b) - (d * d), 2 * ((c * d) - (a * b))],
            [2 * ((b * d) - (a * c)), 2 * ((c * d) + (a * b)), (a * a) + (d * d) - (b * b) - (c * c)],
        ];
        return Array.ConvertAll(rotation, row => row.Zip(steps, (value, step) => value * step).ToArray());
    }
}

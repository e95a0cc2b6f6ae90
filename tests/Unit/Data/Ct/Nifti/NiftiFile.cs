using System.Buffers.Binary;
using System.IO.Compression;

namespace MhdNet.Tests.Data.Nifti;

/// <summary>A NIfTI-1 file as nifti1.h lays it out: the tests' own idea of the format.</summary>
internal sealed record NiftiFile
{
    public short Type { get; init; } = 4;

    public bool Big { get; init; }

    public float Slope { get; init; } = 1;

    public float Intercept { get; init; }

    /// <summary>Steps in mm along x (right), y (front), z (head) of the three voxel axes.</summary>
    public double[] Axes { get; init; } = [-1, -1, -1];

    /// <summary>Says so by a quaternion instead of a matrix.</summary>
    public bool Quaternion { get; init; }

    public void Write(string path, int columns, int rows, int slices, double[] values)
    {
        var head = new byte[352];
        I32(head, 0, 348);
        short[] dim = [3, (short)columns, (short)rows, (short)slices, 1, 1, 1, 1];
        for (var i = 0; i < dim.Length; i++)
        {
            I16(head, 40 + (2 * i), dim[i]);
        }

        I16(head, 70, Type);
        F32(head, 108, 352);
        F32(head, 112, Slope);
        F32(head, 116, Intercept);
        "n+1\0"u8.CopyTo(head.AsSpan(344));
        if (Quaternion)
        {
            WriteQuaternion(head);
        }
        else
        {
            I16(head, 254, 1);
            for (var axis = 0; axis < 3; axis++)
            {
                F32(head, 280 + (16 * axis) + (4 * axis), (float)Axes[axis]);
            }
        }

        using var file = File.Create(path);
        using var stream = path.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(file, CompressionLevel.Fastest) : (Stream)file;
        stream.Write(head);
        foreach (var value in values)
        {
            stream.Write(Voxel(value));
        }
    }

    // Half turns: b, c, d name the axis that is kept; a mirrored third axis (qfac) gives the other half of the cases.
    private void WriteQuaternion(byte[] head)
    {
        I16(head, 252, 1);
        var (x, y) = (Axes[0] > 0, Axes[1] > 0);
        var kept = (x, y) switch { (true, true) => -1, (true, false) => 0, (false, true) => 1, _ => 2 };
        if (kept >= 0)
        {
            F32(head, 256 + (4 * kept), 1);
        }

        var third = kept is -1 or 2;
        F32(head, 76, third == Axes[2] > 0 ? 1 : -1);
        for (var axis = 0; axis < 3; axis++)
        {
            F32(head, 80 + (4 * axis), (float)Math.Abs(Axes[axis]));
        }
    }

    private byte[] Voxel(double value)
    {
        var bytes = new byte[8];
        switch (Type)
        {
            case 2: return [(byte)value];
            case 256: return [(byte)(sbyte)value];
            case 4: I16(bytes, 0, (short)value); return bytes[..2];
            case 512: I16(bytes, 0, (short)(ushort)value); return bytes[..2];
            case 8: I32(bytes, 0, (int)value); return bytes[..4];
            case 768: I32(bytes, 0, (int)(uint)value); return bytes[..4];
            case 16: F32(bytes, 0, (float)value); return bytes[..4];
            default: BinaryPrimitives.WriteDoubleLittleEndian(bytes, value); break;
        }

        if (Big)
        {
            Array.Reverse(bytes);
        }

        return bytes;
    }

    private void I16(byte[] bytes, int at, short value) => Ordered(bytes, at, BitConverter.GetBytes(value));

    private void I32(byte[] bytes, int at, int value) => Ordered(bytes, at, BitConverter.GetBytes(value));

    private void F32(byte[] bytes, int at, float value) => Ordered(bytes, at, BitConverter.GetBytes(value));

    private void Ordered(byte[] bytes, int at, byte[] value)
    {
        if (Big)
        {
            Array.Reverse(value);
        }

        value.CopyTo(bytes, at);
    }
}

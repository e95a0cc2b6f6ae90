using System.Buffers.Binary;
using MhdNet.Runtime;

namespace MhdNet.Data.Ct.Nifti;

/// <summary>How a voxel of a NIfTI file is stored.</summary>
/// <param name="Code">Its number in nifti1.h.</param>
/// <param name="Bytes">Bytes it takes.</param>
internal sealed record NiftiType(short Code, int Bytes)
{
    private static readonly NiftiType[] Known = [new(2, 1), new(4, 2), new(8, 4), new(16, 4), new(64, 8), new(256, 1),
        new(512, 2), new(768, 4)];

    /// <summary>The type of a number.</summary>
    /// <exception cref="InputException">Colours, complex numbers, and what nifti1.h does not have.</exception>
    public static NiftiType Of(short code, string source) =>
        Array.Find(Known, type => type.Code == code) ?? throw new InputException($"{source}: voxels of NIfTI type {code} are not read: "
            + "write whole or floating-point numbers of 8 to 64 bits");

    /// <summary>One voxel's stored value.</summary>
    public double Value(ReadOnlySpan<byte> at, bool big) => Code switch
    {
        2 => at[0],
        256 => (sbyte)at[0],
        4 => big ? BinaryPrimitives.ReadInt16BigEndian(at) : BinaryPrimitives.ReadInt16LittleEndian(at),
        512 => big ? BinaryPrimitives.ReadUInt16BigEndian(at) : BinaryPrimitives.ReadUInt16LittleEndian(at),
        8 => big ? BinaryPrimitives.ReadInt32BigEndian(at) : BinaryPrimitives.ReadInt32LittleEndian(at),
        768 => big ? BinaryPrimitives.ReadUInt32BigEndian(at) : BinaryPrimitives.ReadUInt32LittleEndian(at),
        16 => big ? BinaryPrimitives.ReadSingleBigEndian(at) : BinaryPrimitives.ReadSingleLittleEndian(at),
        _ => big ? BinaryPrimitives.ReadDoubleBigEndian(at) : BinaryPrimitives.ReadDoubleLittleEndian(at),
    };
}

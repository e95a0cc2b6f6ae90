using System.IO.Compression;
using MhdNet.Data.Ct.Checks;
using MhdNet.Runtime;

namespace MhdNet.Data.Ct.Nifti;

/// <summary>
/// Reads NIfTI-1 volumes, packed by gzip or not, as dcm2niix writes them: axial, in either direction of each axis. The first bytes decide,
/// not the name: a name such as .nii is a claim, and a file that breaks it is refused here. A slice is read when it is asked for; a
/// compressed file is unpacked into a temporary one, which goes with the volume.
/// </summary>
public sealed class NiftiReader : ICtReader
{
    // no compressed file holds more: deflate packs 258 bytes into no less than two bits
    private const int LargestRatio = 1032;
    private const double Air = -1024;

    /// <inheritdoc/>
    public bool CanRead(string path) => Directory.Exists(path)
        ? Volumes(path).Count > 0 : File.Exists(path) && (IsNamed(path) || HoldsHeader(path));

    IReadOnlyList<string> ICtReader.Files(string path) => Directory.Exists(path) ? Volumes(path) : [path];

    /// <inheritdoc/>
    public CtVolume Read(string path)
    {
        try
        {
            return Directory.Exists(path) ? Open(Only(path)) : Open(path);
        }
        catch (Exception failure) when (failure is InvalidDataException or EndOfStreamException)
        {
            throw new InputException($"{path}: truncated or damaged: fetch the file again", failure);
        }
    }

    private static bool IsNamed(string path) =>
        path.EndsWith(".nii", StringComparison.OrdinalIgnoreCase) || path.EndsWith(".nii.gz", StringComparison.OrdinalIgnoreCase);

    // a folder with one volume, and what its converter wrote beside it, is that volume
    private static List<string> Volumes(string folder) =>
        [.. Directory.EnumerateFiles(folder).Where(file => IsNamed(file) && !Path.GetFileName(file).StartsWith('.'))
            .Order(StringComparer.Ordinal)];

    private static string Only(string folder) => Volumes(folder) is [var only] ? only
        : throw new InputException($"{folder}: {Volumes(folder).Count} NIfTI volumes in one folder (such as "
            + $"{string.Join(" and ", Volumes(folder).Take(2).Select(Path.GetFileName))}): give one of them");

    private static bool HoldsHeader(string path)
    {
        if (new FileInfo(path).Length == 0)
        {
            return false; // pipes and devices, too, which may never answer
        }

        using var file = File.OpenRead(path);
        using var unpacking = Unpacking(file);
        var bytes = new byte[NiftiHeader.Length];
        try
        {
            ((Stream?)unpacking ?? file).ReadExactly(bytes);
            return NiftiHeader.IsHeader(bytes);
        }
        catch (Exception failure) when (failure is InvalidDataException or EndOfStreamException)
        {
            return false;
        }
    }

    // null where the file is not packed
    private static GZipStream? Unpacking(FileStream file)
    {
        Span<byte> start = stackalloc byte[2];
        var packed = file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false) == 2 && start is [0x1F, 0x8B];
        file.Position = 0;
        return packed ? new GZipStream(file, CompressionMode.Decompress) : null;
    }

    private static CtVolume Open(string path)
    {
        using var file = RegularFile.OpenRead(path);
        using var unpacking = Unpacking(file);
        var bytes = new byte[NiftiHeader.Length];
        ((Stream?)unpacking ?? file).ReadExactly(bytes);
        var header = NiftiHeader.Parse(bytes, path);
        var size = header.Offset + ((long)header.Slices * header.SliceBytes);
        return size <= (unpacking is null ? file.Length : file.Length * LargestRatio)
            ? SeriesCheck.Refuse(Volume(path, header, unpacking is null ? null : Unpack(unpacking, bytes, size)))
            : throw new InputException($"{path}: too short for {header.Columns} x {header.Rows} x {header.Slices} voxels: "
                + "fetch the file again");
    }

    private static FileStream Unpack(GZipStream packed, byte[] start, long size)
    {
        var path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        var file = new FileStream(path, new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Options = FileOptions.DeleteOnClose
        });
        try
        {
            if (!OperatingSystem.IsWindows())
            {
                File.Delete(path); // the open file stays, and goes even when the process is killed
            }

            file.Write(start);
            var buffer = new byte[1 << 16];
            for (var left = size - start.Length; left > 0;)
            {
                var read = packed.Read(buffer, 0, (int)Math.Min(left, buffer.Length));
                if (read == 0)
                {
                    throw new EndOfStreamException();
                }

                file.Write(buffer, 0, read);
                left -= read;
            }

            file.Flush();
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private static CtVolume Volume(string path, NiftiHeader header, FileStream? unpacked)
    {
        double[] step = [.. Enumerable.Range(0, 3).Select(voxel => Math.Sqrt(header.Axes.Sum(world => world[voxel] * world[voxel])))];
        if (Enumerable.Range(0, 3).Any(axis => Math.Abs(header.Axes[axis][axis]) < 0.7 * step[axis]))
        {
            throw new InputException($"{path}: not an axial volume with columns across, rows front to back and slices foot to head: "
                + "write it with dcm2niix from the axial series");
        }

        if (step.Any(length => length is not (>= CtVolume.SmallestSpacing and <= CtVolume.LargestSpacing)))
        {
            throw new InputException($"{path}: voxels of {string.Join(" x ", step.Select(length => (float)length))} mm: "
                + "write the file again");
        }

        // from NIfTI's axes (right, front, head) to those of CtVolume (left, back, foot)
        bool flipColumns = header.Axes[0][0] > 0, flipRows = header.Axes[1][1] > 0, flipSlices = header.Axes[2][2] > 0;
        var notes = new List<string>();
        return new CtVolume(header.Slices, header.Rows, header.Columns, Slice, step[1], step[0], step[2], path, notes);

        short[] Slice(int index)
        {
            var bytes = new byte[header.SliceBytes];
            using var own = unpacked is null ? File.OpenRead(path) : null;
            var file = own ?? unpacked!;
            file.Position = header.Offset + ((long)(flipSlices ? header.Slices - 1 - index : index) * bytes.Length);
            file.ReadExactly(bytes);
            var hounsfield = new short[header.Rows * header.Columns];
            var holes = false;
            for (var y = 0; y < header.Rows; y++)
            {
                for (var x = 0; x < header.Columns; x++)
                {
                    var from = ((flipRows ? header.Rows - 1 - y : y) * header.Columns) + (flipColumns ? header.Columns - 1 - x : x);
                    var value = (header.Type.Value(bytes.AsSpan(from * header.Type.Bytes), header.BigEndian) * header.Slope)
                        + header.Intercept;
                    if (!double.IsFinite(value))
                    {
                        (value, holes) = (Air, true);
                    }

                    hounsfield[(y * header.Columns) + x] =
                        (short)Math.Clamp(Math.Round(value, MidpointRounding.AwayFromZero), short.MinValue, short.MaxValue);
                }
            }

            if (holes && notes.Count == 0)
            {
                notes.Add("voxels that are no number (NaN) are taken as air");
            }

            return hounsfield;
        }
    }
}

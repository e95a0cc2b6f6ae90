using MhdNet.Data.Ct;
using MhdNet.Runtime;

namespace MhdNet.Tests.Data;

/// <summary>
/// A reader as a user writes it, of a made-up format: a folder with a file "scan.toy", which begins with TOYCT, and a file of raw HU per
/// slice beside it, named as a picture.
/// </summary>
internal sealed class OwnReader : ICtReader, IDisposable
{
    private const string Head = "scan.toy";
    private const string Magic = "TOYCT";

    /// <summary>Adds itself.</summary>
    public OwnReader() => CtReaders.Add(this);

    public int Reads { get; private set; }

    public void Dispose() => CtReaders.Remove(this);

    public bool CanRead(string path) =>
        File.Exists(Path.Combine(path, Head)) && File.ReadLines(Path.Combine(path, Head))
        .First().StartsWith(Magic, StringComparison.Ordinal);

    public CtVolume Read(string path)
    {
        Reads++;
        int[] size = [.. File.ReadAllText(Path.Combine(path, Head))[Magic.Length..]
            .Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse)];
        if (Problems(path) is { Count: > 0 } problems)
        {
            throw new InputException(problems[0]);
        }

        return new CtVolume(size[0], size[1], size[1], index => Slice(path, index), 0.5, 0.5, 2, path, ["a toy"])
        {
            Remarks = new CtRemarks(1.5, "F", 61),
        };
    }

    public IReadOnlyList<string> Files(string path) =>
        [Path.Combine(path, Head), .. Directory.GetFiles(path, "*.png").Order(StringComparer.Ordinal)];

    public IReadOnlyList<string> Problems(string path) =>
        [.. Directory.GetFiles(path, "*.png").Where(file => new FileInfo(file).Length % 2 != 0)
            .Order().Select(file => $"{file}: half a voxel: write it again")];

    /// <summary>Writes a series whose slice i is of HU 10 i - 160 (grey 6.375 i).</summary>
    public static void Write(string folder, int slices, int size)
    {
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, Head), $"{Magic} {slices} {size}");
        for (var i = 0; i < slices; i++)
        {
            var voxels = Enumerable.Repeat((short)((10 * i) - 160), size * size).SelectMany(BitConverter.GetBytes);
            File.WriteAllBytes(SliceOf(folder, i), [.. voxels]);
        }
    }

    public static string SliceOf(string folder, int index) => Path.Combine(folder, $"{index:000}.png");

    private static short[] Slice(string folder, int index)
    {
        var bytes = File.ReadAllBytes(SliceOf(folder, index));
        return [.. Enumerable.Range(0, bytes.Length / 2).Select(i => BitConverter.ToInt16(bytes, 2 * i))];
    }
}

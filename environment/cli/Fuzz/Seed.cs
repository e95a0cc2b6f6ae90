namespace MhdNet.Cli.Fuzz;

/// <summary>What the bytes of a field mean.</summary>
internal enum FieldKind
{
    /// <summary>A whole number.</summary>
    Whole,

    /// <summary>A whole number that is an extent of the image: rows, columns, tiles.</summary>
    Extent,

    /// <summary>A floating-point number.</summary>
    Real,

    /// <summary>A number written as text.</summary>
    Text,
}

/// <summary>A place in a file that its reader trusts: a length, a count, an offset, a size.</summary>
/// <param name="Offset">Where it begins.</param>
/// <param name="Length">Bytes it takes.</param>
/// <param name="Kind">What they mean.</param>
/// <param name="BigEndian">Whether the high byte comes first.</param>
internal readonly record struct Field(int Offset, int Length, FieldKind Kind, bool BigEndian);

/// <summary>A valid file to start from.</summary>
/// <param name="Name">Name of the file, which says what is particular about it.</param>
/// <param name="Content">Its bytes, before they are packed.</param>
/// <param name="Fields">Where a change hurts most.</param>
/// <param name="Pack">Compresses the content; null where the file is not compressed as a whole.</param>
internal sealed record Seed(string Name, byte[] Content, IReadOnlyList<Field> Fields, Func<byte[], byte[]>? Pack = null)
{
    /// <summary>The file.</summary>
    public byte[] File => Pack is null ? Content : Pack(Content);

    /// <summary>A compressed image that is a resource of this program.</summary>
    public static byte[] Resource(string name)
    {
        using var stream = typeof(Seed).Assembly.GetManifestResourceStream(name)!;
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}

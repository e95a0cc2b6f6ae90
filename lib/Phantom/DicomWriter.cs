using System.Globalization;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using MhdNet.Data.Ct.Dicom;

namespace MhdNet.Phantom;

/// <summary>How the CT files of a synthetic patient are laid out: what hospitals deliver differs in just these ways.</summary>
public enum DicomLayout
{
    /// <summary>Explicit little endian, signed, intercept 0.</summary>
    Plain,

    /// <summary>Implicit little endian, unsigned, intercept -1024.</summary>
    ImplicitUnsigned,

    /// <summary>File names in random order: the position orders the slices, the name does not.</summary>
    Shuffled,
}

/// <summary>Who is in the files, beside the images; nobody real.</summary>
/// <param name="Id">Patient id.</param>
/// <param name="Key">Key of the patient's random numbers.</param>
/// <param name="Sex">M or F.</param>
/// <param name="Age">Years.</param>
public sealed record PhantomPerson(string Id, long Key, char Sex, int Age)
{
    /// <summary>Draws sex and age with the frequencies of Table I.</summary>
    public static PhantomPerson Draw(long seed, long patient, string id)
    {
        var random = new CounterRandom(seed, patient, PhantomPurpose.Demographics);
        var sex = random.NextDouble() < 66.0 / 126 ? 'M' : 'F';
        return new(id, patient, sex, (int)Math.Clamp(48 + (14 * random.NextGaussian()), 17, 81));
    }
}

/// <summary>Writes a rendered CT as a series of DICOM CT images (PS3.3, A.3), named synthetic throughout.</summary>
public static class DicomWriter
{
    private const string CtImageStorage = "1.2.840.10008.5.1.4.1.1.2";
    private const string ImplicitLittleEndian = "1.2.840.10008.1.2";
    private const string Synthetic = "SYNTHETIC PHANTOM";

    /// <summary>Writes one file a slice into a new folder.</summary>
    /// <param name="folder">Target; created.</param>
    /// <param name="ct">The volume.</param>
    /// <param name="person">Whose it is said to be.</param>
    /// <param name="seed">Seed of the cohort.</param>
    /// <param name="layout">Encoding and names.</param>
    public static void Write(string folder, PhantomCt ct, PhantomPerson person, long seed, DicomLayout layout)
    {
        ArgumentNullException.ThrowIfNull(ct);
        ArgumentNullException.ThrowIfNull(person);
        Directory.CreateDirectory(folder);
        var names = Enumerable.Range(1, ct.Slices).ToArray();
        if (layout == DicomLayout.Shuffled)
        {
            new CounterRandom(seed, person.Key, PhantomPurpose.Demographics, 1000).Shuffle(names);
        }

        for (var slice = 0; slice < ct.Slices; slice++)
        {
            File.WriteAllBytes(Path.Combine(folder, $"1-{names[slice]:D3}.dcm"), Slice(ct, slice, person, seed, layout));
        }
    }

    private static byte[] Slice(PhantomCt ct, int slice, PhantomPerson person, long seed, DicomLayout layout)
    {
        var unsigned = layout == DicomLayout.ImplicitUnsigned;
        var transferSyntax = unsigned ? ImplicitLittleEndian : DicomFile.ExplicitLittleEndian;
        var instance = Uid(seed, person.Key, $"slice {slice}");
        var position = -slice * ct.SliceSpacing;
        var corner = -(ct.Size - 1) / 2.0 * ct.PixelSpacing;

        var data = new DicomElementWriter(explicitRepresentation: !unsigned);
        data.Text(0x00080005, "CS", "ISO_IR 100");
        data.Text(0x00080008, "CS", "ORIGINAL\\PRIMARY\\AXIAL");
        data.Text(0x00080016, "UI", CtImageStorage);
        data.Text(0x00080018, "UI", instance);
        data.Text(0x00080020, "DA", "20000101");
        data.Text(0x00080021, "DA", "20000101");
        data.Text(0x00080022, "DA", "20000101");
        data.Text(0x00080023, "DA", "20000101");
        data.Text(0x00080030, "TM", "120000");
        data.Text(0x00080031, "TM", "120000");
        data.Text(0x00080032, "TM", "120000");
        data.Text(0x00080033, "TM", "120000");
        data.Text(0x00080050, "SH", "");
        data.Text(0x00080060, "CS", "CT");
        data.Text(0x00080070, "LO", SeriesHead.SyntheticManufacturer);
        data.Text(0x00080090, "PN", "");
        data.Text(0x00081030, "LO", Synthetic + " CHEST");
        data.Text(0x0008103E, "LO", Synthetic + (ct.Contrast ? " chest C+" : " chest"));
        data.Text(0x00081090, "LO", "phantom");
        data.Text(0x00100010, "PN", $"SYNTHETIC^PHANTOM {person.Id}");
        data.Text(0x00100020, "LO", person.Id);
        data.Text(0x00100030, "DA", "");
        data.Text(0x00100040, "CS", person.Sex.ToString());
        data.Text(0x00101010, "AS", $"{person.Age:D3}Y");
        data.Text(0x00120062, "CS", "YES");
        data.Text(0x00120063, "LO", "synthetic: no patient was imaged");
        if (ct.Contrast)
        {
            data.Text(0x00180010, "LO", "SYNTHETIC CONTRAST");
        }

        data.Text(0x00180015, "CS", "CHEST");
        data.Text(0x00180050, "DS", Decimal(ct.SliceSpacing));
        data.Text(0x00180060, "DS", "120");
        data.Text(0x00180088, "DS", Decimal(ct.SliceSpacing));
        data.Text(0x00181120, "DS", "0");
        data.Text(0x00181210, "SH", "SYNTHETIC");
        data.Text(0x00185100, "CS", "HFS");
        data.Text(0x0020000D, "UI", Uid(seed, person.Key, "study"));
        data.Text(0x0020000E, "UI", Uid(seed, person.Key, "series"));
        data.Text(0x00200010, "SH", "1");
        data.Text(0x00200011, "IS", "1");
        data.Text(0x00200012, "IS", "1");
        data.Text(0x00200013, "IS", (slice + 1).ToString(CultureInfo.InvariantCulture));
        data.Text(0x00200032, "DS", $"{Decimal(corner)}\\{Decimal(corner)}\\{Decimal(position)}");
        data.Text(0x00200037, "DS", "1\\0\\0\\0\\1\\0");
        data.Text(0x00200052, "UI", Uid(seed, person.Key, "frame of reference"));
        data.Text(0x00201040, "LO", "");
        data.Text(0x00201041, "DS", Decimal(position));
        data.UnsignedShort(0x00280002, 1);
        data.Text(0x00280004, "CS", "MONOCHROME2");
        data.UnsignedShort(0x00280010, (ushort)ct.Size);
        data.UnsignedShort(0x00280011, (ushort)ct.Size);
        data.Text(0x00280030, "DS", $"{Decimal(ct.PixelSpacing)}\\{Decimal(ct.PixelSpacing)}");
        data.UnsignedShort(0x00280100, 16);
        data.UnsignedShort(0x00280101, 16);
        data.UnsignedShort(0x00280102, 15);
        data.UnsignedShort(0x00280103, (ushort)(unsigned ? 0 : 1));
        data.Text(0x00281050, "DS", "40");
        data.Text(0x00281051, "DS", "400");
        data.Text(0x00281052, "DS", unsigned ? "-1024" : "0");
        data.Text(0x00281053, "DS", "1");
        data.Text(0x00281054, "LO", "HU");
        data.Element(0x7FE00010, "OW", Pixels(ct, slice, unsigned));

        return DicomFile.Wrap(CtImageStorage, instance, transferSyntax, "MHDNET_PHANTOM", data);
    }

    private static byte[] Pixels(PhantomCt ct, int slice, bool unsigned)
    {
        var voxels = ct.Hounsfield.AsSpan(slice * ct.Size * ct.Size, ct.Size * ct.Size);
        var stored = new short[voxels.Length];
        for (var i = 0; i < voxels.Length; i++)
        {
            var value = unsigned ? (short)(voxels[i] + 1024) : voxels[i];
            stored[i] = BitConverter.IsLittleEndian ? value : System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(value);
        }

        return MemoryMarshal.AsBytes(stored.AsSpan()).ToArray();
    }

    /// <summary>A number as it is read again.</summary>
    internal static double Written(double value) => double.Parse(Decimal(value), CultureInfo.InvariantCulture);

    private static string Decimal(double value) => value.ToString("0.#####", CultureInfo.InvariantCulture);

    // A UID derived from a 128-bit number needs no registered root (PS3.5, B.2).
    internal static string Uid(long seed, long patient, string what)
    {
        var hash =
            SHA256.HashData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"mhdnet phantom {seed} {patient} {what}")));
        return "2.25." + new BigInteger(hash.AsSpan(0, 16), isUnsigned: true);
    }
}

using System;
using System.IO;
using System.Linq;
using System.Text;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

/// <summary>
/// Marks one version need of an ELF library as weak (LSB, "Symbol Versioning": vna_flags, VER_FLG_WEAK), where the
/// system's C++ runtime lacks that version. Compiled by the build itself, so that no native tool is needed.
/// </summary>
public sealed class WeakenVersionNeed : Task
{
    private const ushort Weak = 0x2;
    private const uint SectionOfVersionNeeds = 0x6ffffffe;

    private static readonly string[] RuntimeFolders =
        { "/usr/lib/x86_64-linux-gnu", "/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu", "/usr/lib64", "/lib64", "/usr/lib" };

    public string Library { get; set; }
    public string Version { get; set; }
    public string Runtime { get; set; }

    public override bool Execute()
    {
        var runtime = string.IsNullOrEmpty(Runtime)
            ? RuntimeFolders.Select(folder => Path.Combine(folder, "libstdc++.so.6")).FirstOrDefault(File.Exists)
            : Runtime;
        if (runtime == null)
        {
            Log.LogWarning("libstdc++.so.6 not found: {0} is left as it came.", Library);
            return true;
        }

        if (Contains(File.ReadAllBytes(runtime), Version))
        {
            Log.LogMessage(MessageImportance.Low, "{0} has {1}: {2} is left as it came.", runtime, Version, Library);
            return true;
        }

        var image = File.ReadAllBytes(Library);
        int flags;
        try
        {
            flags = FindFlags(image, Version);
        }
        catch (Exception cause) when (cause is InvalidDataException || cause is ArgumentException || cause is IndexOutOfRangeException)
        {
            Log.LogError("{0} is not a whole 64-bit ELF library: delete it and its package from the package cache, and build again.",
                Library);
            return false;
        }

        if (flags < 0)
        {
            Log.LogMessage(MessageImportance.Low, "{0} does not ask for {1}.", Library, Version);
            return true;
        }

        var value = BitConverter.ToUInt16(image, flags);
        if ((value & Weak) != 0)
        {
            return true;
        }

        BitConverter.GetBytes((ushort)(value | Weak)).CopyTo(image, flags);
        var written = File.GetLastWriteTimeUtc(Library);
        var temporary = Library + "." + Guid.NewGuid().ToString("N");
        File.WriteAllBytes(temporary, image);
        File.SetLastWriteTimeUtc(temporary, written); // unchanged to the copy step, so the next build leaves it alone
        File.Delete(Library); // the name may be a hard link into the package cache: replaced, never written through
        File.Move(temporary, Library);
        Log.LogMessage(MessageImportance.High, "  {0}: the need for {1} is weak now ({2} lacks it).", Library, Version, runtime);
        return true;
    }

    /// <summary>Offset of vna_flags of the entry named <paramref name="version"/>; -1 if there is none.</summary>
    private static int FindFlags(byte[] image, string version)
    {
        var isElf64 = image.Length > 64 && image[0] == 0x7f && image[1] == 'E' && image[2] == 'L' && image[3] == 'F'
            && image[4] == 2 && image[5] == 1;
        if (!isElf64)
        {
            throw new InvalidDataException("not a 64-bit little-endian ELF file");
        }

        var sections = (int)BitConverter.ToInt64(image, 0x28);
        int sectionSize = BitConverter.ToUInt16(image, 0x3a), sectionCount = BitConverter.ToUInt16(image, 0x3c);
        for (var s = 0; s < sectionCount; s++)
        {
            var header = sections + s * sectionSize;
            if (BitConverter.ToUInt32(image, header + 4) != SectionOfVersionNeeds)
            {
                continue;
            }

            var need = (int)BitConverter.ToInt64(image, header + 0x18);
            var names = (int)BitConverter.ToInt64(image, sections + (int)BitConverter.ToUInt32(image, header + 0x28) * sectionSize + 0x18);
            while (true)
            {
                var entry = need + (int)BitConverter.ToUInt32(image, need + 8);
                for (int i = 0, count = BitConverter.ToUInt16(image, need + 2); i < count; i++)
                {
                    if (NameAt(image, names + (int)BitConverter.ToUInt32(image, entry + 8)) == version)
                    {
                        return entry + 4;
                    }

                    entry += (int)BitConverter.ToUInt32(image, entry + 12);
                }

                var next = (int)BitConverter.ToUInt32(image, need + 12);
                if (next == 0)
                {
                    break;
                }

                need += next;
            }
        }

        return -1;
    }

    private static string NameAt(byte[] image, int offset)
    {
        var end = Array.IndexOf(image, (byte)0, offset);
        return Encoding.ASCII.GetString(image, offset, end - offset);
    }

    private static bool Contains(byte[] image, string name)
    {
        var wanted = Encoding.ASCII.GetBytes(name + "\0");
        for (var i = Array.IndexOf(image, wanted[0]);
            i >= 0 && i + wanted.Length <= image.Length;
            i = Array.IndexOf(image, wanted[0], i + 1))
        {
            var j = 1;
            while (j < wanted.Length && image[i + j] == wanted[j])
            {
                j++;
            }

            if (j == wanted.Length)
            {
                return true;
            }
        }

        return false;
    }
}

using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace MhdNet.Runtime;

/// <summary>The processor: one seed gives the same results on one processor, and not always on another.</summary>
public static class Processor
{
    /// <summary>Its name; on x86 also family and model, which tell generations of the same name apart.</summary>
    public static string Name { get; } = Describe();

    private static string Describe()
    {
        if (!X86Base.IsSupported)
        {
            return RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant();
        }

        var signature = X86Base.CpuId(1, 0).Eax;
        var family = ((signature >> 8) & 15) + (((signature >> 8) & 15) == 15 ? (signature >> 20) & 255 : 0);
        var model = ((signature >> 4) & 15) + (((signature >> 16) & 15) << 4);
        return $"{Brand()}, family {family} model {model}";
    }

    private static string Brand()
    {
        const int First = unchecked((int)0x80000002); // three leaves of sixteen characters each, AMD and Intel alike
        if ((uint)X86Base.CpuId(unchecked((int)0x80000000), 0).Eax < unchecked((uint)First + 2))
        {
            return "x86";
        }

        Span<int> words = stackalloc int[12];
        for (var leaf = 0; leaf < 3; leaf++)
        {
            (words[4 * leaf], words[(4 * leaf) + 1], words[(4 * leaf) + 2], words[(4 * leaf) + 3]) = X86Base.CpuId(First + leaf, 0);
        }

        return System.Text.Encoding.ASCII.GetString(MemoryMarshal.AsBytes(words)).TrimEnd('\0').Trim();
    }
}

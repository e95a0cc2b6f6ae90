using System.Runtime.InteropServices;
using MhdNet.Runtime;

namespace MhdNet.Cli.Fuzz;

/// <summary>A reader that misbehaves once in each way: a campaign that finds nothing here is worth nothing.</summary>
internal sealed class CanaryTarget : Target
{
    public const string CanaryName = "canary";

    private static readonly string[] _ways = ["read", "refuse", "throw", "wrong", "lines", "nameless", "heap", "native", "hang", "crash"];

    public override string Name => CanaryName;

    protected override IReadOnlyList<Seed> Make() =>
        [.. _ways.Select(way => new Seed(way + ".txt", System.Text.Encoding.ASCII.GetBytes(way), []))];

    public override TimeSpan Limit => TimeSpan.FromSeconds(3);

    public override long Constant => 24 << 20;

    public override unsafe void Read(string path)
    {
        switch (Path.GetFileNameWithoutExtension(path))
        {
            case "refuse":
                throw new InputException($"{path}: refused, though it is valid");
            case "throw":
                throw new KeyNotFoundException("not there");
            case "wrong":
                Check(false, "-1 slices");
                break;
            case "lines":
                throw new InputException($"{path}: one line\nand another");
            case "nameless":
                throw new InputException("a refusal that does not say of what");
            case "heap":
                GC.KeepAlive(new byte[40 << 20]);
                break;
            case "native":
                var memory = NativeMemory.Alloc(40 << 20);
                NativeMemory.Fill(memory, 40 << 20, 1);
                NativeMemory.Free(memory);
                break;
            case "hang":
                Thread.Sleep(Timeout.Infinite);
                break;
            case "crash":
                Environment.FailFast("crash");
                break;
            default:
                break;
        }
    }
}

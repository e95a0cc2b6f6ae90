using MhdNet.Phantom;

namespace MhdNet.Cli.Fuzz;

/// <summary>A reader under test.</summary>
internal abstract class Target
{
    private readonly Lazy<IReadOnlyList<Seed>> _seeds;

    protected Target() => _seeds = new(Make);

    /// <summary>The readers of the library.</summary>
    public static IReadOnlyList<Target> All { get; } = [new DicomTarget(), new NiftiTarget(), new TiffTarget()];

    /// <summary>Its name on the command line.</summary>
    public abstract string Name { get; }

    /// <summary>Valid files.</summary>
    public IReadOnlyList<Seed> Seeds => _seeds.Value;

    /// <summary>Longest time for one input.</summary>
    public virtual TimeSpan Limit => TimeSpan.FromSeconds(30);

    /// <summary>Most bytes that the managed heap may give out for one input, and most by which the process may grow.</summary>
    /// <param name="length">Bytes of the input.</param>
    public long Bound(long length) => Constant + (8 * length);

    /// <summary>The bound of an empty input.</summary>
    public virtual long Constant => 512L << 20;

    /// <summary>Puts into a folder the files that lie beside the input.</summary>
    public virtual void Prepare(string folder)
    {
    }

    /// <summary>Reads all of a file, as preprocessing does, and checks the result.</summary>
    /// <exception cref="Runtime.InputException">The reader refuses the file.</exception>
    /// <exception cref="InvalidDataException">The result makes no sense.</exception>
    public abstract void Read(string path);

    /// <summary>The reader of that name, the canary too.</summary>
    public static Target Named(string name) => All.Append(new CanaryTarget()).First(target => target.Name == name);

    /// <summary>The file with a number: first the seeds as they are, then damaged ones. It depends on seed and number alone.</summary>
    public (string Name, byte[] Bytes) Input(int seed, int number) => number < Seeds.Count
        ? (Seeds[number].Name, Seeds[number].File)
        : new Mutator(new Random(HashCode(seed, number)), Seeds).Next();

    protected abstract IReadOnlyList<Seed> Make();

    protected static void Check(bool holds, string what)
    {
        if (!holds)
        {
            throw new InvalidDataException($"wrong result: {what}");
        }
    }

    private static int HashCode(int seed, int number) => (int)(CounterRandom.Mix(((ulong)(uint)seed << 32) | (uint)number) >> 33);
}

using System.Globalization;
using System.Text.Json;
using MhdNet.Runtime;

namespace MhdNet.Cli.Certify;

/// <summary>A number that a certificate recomputes.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Value">Its value.</param>
/// <param name="Tolerance">How far from it another machine may be; 0: not at all.</param>
internal sealed record Figure(string Name, double Value, double Tolerance)
{
    private const string FileName = "environment/certificate/expected.json";

    /// <summary>The committed figures.</summary>
    /// <param name="root">The repository.</param>
    /// <exception cref="InputException">They are missing or damaged.</exception>
    public static IReadOnlyList<Figure> Expected(string root)
    {
        var path = Path.Combine(root, FileName);
        try
        {
            return JsonSerializer.Deserialize<Figure[]>(File.ReadAllText(path), JsonFormat.Compact)
                ?? throw new InputException($"{path}: holds no figures: take it out of the repository again");
        }
        catch (JsonException damaged)
        {
            throw new InputException($"{path}: is damaged ({damaged.Message}): take it out of the repository again", damaged);
        }
    }

    /// <summary>Writes figures as those that are expected from now on.</summary>
    public static string Write(string root, IReadOnlyList<Figure> figures)
    {
        var path = Path.Combine(root, FileName);
        AtomicFile.WriteText(path, JsonSerializer.Serialize(figures, JsonFormat.Readable) + "\n");
        return path;
    }

    /// <summary>Holds figures against the expected ones; one that is missing on either side does not agree.</summary>
    public static IEnumerable<Check> Compare(string part, IReadOnlyList<Figure> expected, IReadOnlyList<Figure> found)
    {
        foreach (var name in expected.Concat(found).Select(figure => figure.Name).Distinct())
        {
            var (wanted, have) = (Named(expected, name), Named(found, name));
            yield return new Check(part, name, wanted?.ToString() ?? "not expected", have is null ? "not found" : Text(have.Value),
                wanted is not null && have is not null && wanted.Holds(have.Value));
        }
    }

    /// <inheritdoc/>
    public override string ToString() => Tolerance == 0 ? Text(Value) : $"{Text(Value)} ± {Text(Tolerance)}";

    private bool Holds(double value) => Math.Abs(value - Value) <= Tolerance;

    private static Figure? Named(IEnumerable<Figure> figures, string name) => figures.FirstOrDefault(figure => figure.Name == name);

    private static string Text(double value) => value.ToString("0.######", CultureInfo.InvariantCulture);
}

using System.Text.Json;
using MhdNet.Runtime;

namespace MhdNet.Studies.When;

/// <summary>
/// Finished parts of a study, a file each, so that an interrupted one goes on where it was and a notebook shows what a command has
/// computed. What another build of the library has computed does not count.
/// </summary>
/// <param name="folder">Where they are kept; null: nowhere.</param>
public sealed class FinishedParts(string? folder)
{
    private readonly string? _folder = folder is null
        ? null : Path.Combine(folder, $"{typeof(FinishedParts).Module.ModuleVersionId:N}"[..12]);

    /// <summary>Those of a checkout.</summary>
    /// <param name="root">The checkout's root.</param>
    public static FinishedParts Of(string root) => new(Path.Combine(root, "artifacts", "when"));

    /// <summary>The part of a name as it is there, or computed and kept.</summary>
    /// <param name="name">A file name without ending; it says everything that the part depends on.</param>
    /// <param name="compute">Computes it.</param>
    /// <exception cref="InputException">The file is there and cannot be read.</exception>
    public T Get<T>(string name, Func<T> compute)
    {
        ArgumentNullException.ThrowIfNull(compute);
        if (_folder is null)
        {
            return compute();
        }

        var path = Path.Combine(_folder, name + ".json");
        if (File.Exists(path))
        {
            try
            {
                return JsonSerializer.Deserialize<T>(File.ReadAllText(path), JsonFormat.Compact)
                    ?? throw new JsonException("it is empty");
            }
            catch (JsonException failure)
            {
                throw new InputException($"{path}: not what this program wrote ({failure.Message}): delete it", failure);
            }
        }

        var part = compute();
        AtomicFile.WriteText(path, JsonSerializer.Serialize(part, JsonFormat.Compact));
        return part;
    }
}

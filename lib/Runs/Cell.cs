using System.Text.Json;
using MhdNet.Methods;
using MhdNet.Runtime;

namespace MhdNet.Runs;

/// <summary>
/// One training of a sweep as a file: the training itself, and where its patients are. What it needs is part of the training and named
/// beside, so that whoever schedules cells need not know what they are.
/// </summary>
/// <param name="Name">Name of the experiment that asks for it.</param>
/// <param name="Run">Name of the folder that it is trained into.</param>
/// <param name="Needs">Names of the folders of the runs that must be finished before.</param>
/// <param name="Scale">The scale.</param>
/// <param name="Cohort">The cohort's folder; empty: the scale's phantom.</param>
/// <param name="Phase">The training.</param>
public sealed record Cell(string Name, string Run, IReadOnlyList<string> Needs, Scale Scale, string Cohort, Phase Phase)
{
    /// <summary>Writes the cells of a plan, numbered in its order: each after those it needs.</summary>
    /// <param name="folder">The folder; cells of before in it are replaced.</param>
    /// <param name="plan">The trainings.</param>
    /// <param name="scale">The scale.</param>
    /// <param name="cohort">The cohort's folder; empty: the scale's phantom.</param>
    /// <returns>The files.</returns>
    /// <exception cref="InputException">The folder holds other files.</exception>
    public static IReadOnlyList<string> WriteAll(string folder, IReadOnlyList<PlannedRun> plan, Scale scale, string cohort)
    {
        ArgumentNullException.ThrowIfNull(plan);
        if (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder)
            .FirstOrDefault(path => !path.EndsWith(".json", StringComparison.Ordinal)) is { } other)
        {
            throw new InputException($"{folder}: holds {Path.GetFileName(other)}, which is no cell: give a new or empty folder");
        }

        var digits = $"{plan.Count}".Length;
        AtomicFile.WriteFolder(folder, place =>
        {
            foreach (var (index, run) in plan.Index())
            {
                var cell = new Cell(run.Name, run.Folder.Name, run.Needs, scale, cohort, run.Phase);
                PhaseJson.KnowAll(run.Phase);
                File.WriteAllText(Path.Combine(place, FileName(index)), JsonSerializer.Serialize(cell, PhaseJson.Readable) + "\n");
            }
        });
        return [.. plan.Select((_, index) => Path.Combine(folder, FileName(index)))];

        string FileName(int index) =>
            $"{(index + 1).ToString($"D{digits}", System.Globalization.CultureInfo.InvariantCulture)}-{plan[index].Folder.Name}.json";
    }

    /// <summary>Reads a cell.</summary>
    /// <exception cref="InputException">It is torn, of an unknown method or of other code, or was changed by hand.</exception>
    public static Cell Read(string path)
    {
        string json;
        try
        {
            json = File.ReadAllText(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"{path}: cannot be read ({error.Message.ReplaceLineEndings(" ")}): give a file that `mhdnet study "
                + "plan --to` wrote", error);
        }

        return Parse(json, path);
    }

    /// <summary>Reads a cell from its JSON.</summary>
    /// <param name="json">The text.</param>
    /// <param name="where">What the message of an error begins with: the file, and the line where it holds several.</param>
    /// <exception cref="InputException">It is torn, of an unknown method or of other code, or was changed by hand.</exception>
    public static Cell Parse(string json, string where)
    {
        try
        {
            var cell = JsonSerializer.Deserialize<Cell>(json, PhaseJson.Readable);
            if (cell is not { Name: not null, Run: not null, Phase: not null, Needs: not null, Cohort: not null })
            {
                throw new InputException($"{where}: is no cell: give a file that `mhdnet study plan --to` wrote");
            }

            cell.Phase.Check();
            if (cell.Phase.ByThisCode() is var now && !now.IsOfCode(cell.Phase))
            {
                throw new InputException(
                    $"{where}: was planned by other code ({cell.Phase.CodeName}) than this ({now.CodeName}): plan it anew");
            }

            return cell.Phase.FolderName == cell.Run
                ? cell
                : throw new InputException($"{where}: says that it is {cell.Run} and describes {cell.Phase.FolderName}: plan it anew "
                    + "instead of changing it by hand");
        }
        catch (Exception error) when (error is JsonException or NotSupportedException or InvalidOperationException or ArgumentException)
        {
            var what = PhaseJson.IsUnknownMethod(error) ? "is a training of a method that this program does not know"
                : "is torn or no cell";
            throw new InputException($"{where}: {what} ({error.Message.ReplaceLineEndings(" ")}): give a file that `mhdnet study plan "
                + "--to` of this version wrote", error);
        }
    }
}

using System.Text.Json;
using MhdNet.Methods;
using MhdNet.Runtime;

namespace MhdNet.Runs.Sweeps;

/// <summary>
/// A sweep as a folder: <c>manifest.jsonl</c>, what was asked and then a cell a line, to which lines are added and never changed; and
/// <c>cells/</c>, a folder per training, named by its content (<see cref="SweepCell"/>). All that a sweep knows lies there: any number of
/// processes on any machines that see the folder share out its cells.
/// </summary>
public sealed class Sweep
{
    private const string ManifestName = "manifest.jsonl";

    private readonly IReadOnlyList<string> _lines;

    private Sweep(string folder, SweepHead head, IReadOnlyList<string> lines)
    {
        (Folder, Head, _lines) = (folder, head, lines);
        Cells = [.. lines.Select(line => new SweepCell(Path.Combine(CellsFolder, RunOf(line))))];
    }

    /// <summary>The sweep's folder.</summary>
    public string Folder { get; }

    /// <summary>What was asked.</summary>
    public SweepHead Head { get; }

    /// <summary>The manifest.</summary>
    public string ManifestFile => Path.Combine(Folder, ManifestName);

    /// <summary>Where its cells' folders are.</summary>
    public string CellsFolder => Path.Combine(Folder, "cells");

    /// <summary>The cells in the manifest's order; cell 1 is the first.</summary>
    public IReadOnlyList<SweepCell> Cells { get; }

    /// <summary>Where a study's sweep lies where no other folder is named.</summary>
    public static string FolderOf(string root, SweepHead head)
    {
        ArgumentNullException.ThrowIfNull(head);
        var own = head.Cohort.Length == 0 ? "" : "." + Path.GetFileName(Path.TrimEndingDirectorySeparator(head.Cohort));
        return Path.Combine(root, "artifacts", "sweeps", $"{head.Study}.{head.Scale.ToString().ToLowerInvariant()}{own}");
    }

    /// <summary>Opens a sweep.</summary>
    /// <exception cref="InputException">There is none, or its manifest is torn.</exception>
    public static Sweep Open(string folder)
    {
        ArgumentNullException.ThrowIfNull(folder);
        var path = Path.Combine(Path.GetFullPath(folder), ManifestName);
        if (!File.Exists(path))
        {
            throw new InputException($"{folder}: is no sweep (no {ManifestName}): `mhdnet sweep plan` makes one and says where it is");
        }

        var lines = File.ReadAllLines(path);
        return lines is [var head, .. var cells]
            ? new Sweep(Path.GetDirectoryName(path)!, SweepHead.Parse(head, $"{path}:1"), cells)
            : throw new InputException($"{path}: is empty: plan the sweep anew with `mhdnet sweep plan`");
    }

    /// <summary>Makes a sweep, or adds to one the cells that it lacks; those that are there stay as they are.</summary>
    /// <param name="folder">The sweep's folder.</param>
    /// <param name="head">What is asked.</param>
    /// <param name="plan">The trainings; none where there are no sequences yet.</param>
    /// <returns>The sweep, and how many cells were added.</returns>
    /// <exception cref="InputException">The folder holds a sweep of something else.</exception>
    public static (Sweep Sweep, int Added) Plan(string folder, SweepHead head, IReadOnlyList<PlannedRun> plan)
    {
        ArgumentNullException.ThrowIfNull(head);
        ArgumentNullException.ThrowIfNull(plan);
        var path = Path.Combine(Path.GetFullPath(folder), ManifestName);
        var there = File.Exists(path) ? Open(folder) : null;
        if (there is not null && !there.Head.IsOfSameSweep(head))
        {
            throw new InputException($"{folder}: is the sweep of {there.Head.InWords}, not of {head.InWords}: give --to another folder");
        }

        var known = (there?._lines ?? []).Select(RunOf).ToHashSet();
        // what others need comes first: when its turn comes, nobody waits for it
        var added = plan.Where(run => known.Add(run.Folder.Name)).OrderBy(run => Level(run.Phase))
            .Select(run => Line(new Cell(run.Name, run.Folder.Name, run.Needs, head.Scale, head.Cohort, run.Phase))).ToList();
        if (there is null || added.Count > 0)
        {
            IReadOnlyList<string> before = there is null ? [head.Json()] : File.ReadAllLines(path);
            AtomicFile.WriteText(path, string.Concat(before.Concat(added).Select(line => line + "\n")));
        }

        return (Open(folder), added.Count);
    }

    /// <summary>What a cell trains.</summary>
    /// <param name="number">The cell, from 1.</param>
    /// <exception cref="InputException">There is no such cell, or its line is torn, of other code or was changed by hand.</exception>
    public Cell Read(int number) => number >= 1 && number <= _lines.Count
        ? Cell.Parse(_lines[number - 1], $"{ManifestFile}:{number + 1}")
        : throw new InputException($"{Folder}: has no cell {number}: give one from 1 to {_lines.Count}");

    /// <summary>The seeds of its cells, and those that were asked first.</summary>
    public IReadOnlyList<int> Seeds() =>
        [.. Head.Seeds.Concat(Enumerable.Range(1, _lines.Count).Select(number => Read(number).Phase.Setting.Seed)).Distinct().Order()];

    private static int Level(Phase phase) => phase.Needs.Count == 0 ? 0 : 1 + phase.Needs.Max(Level);

    private static string Line(Cell cell)
    {
        PhaseJson.KnowAll(cell.Phase);
        return JsonSerializer.SerializeToNode(cell, PhaseJson.Readable)!.ToJsonString(JsonFormat.Compact);
    }

    // the name of a cell's folder without reading the rest of it: a thousand lines are opened by every process
    private static string RunOf(string line)
    {
        try
        {
            var reader = new Utf8JsonReader(System.Text.Encoding.UTF8.GetBytes(line));
            while (reader.Read())
            {
                if (reader is { TokenType: JsonTokenType.PropertyName, CurrentDepth: 1 } && reader.ValueTextEquals("run"))
                {
                    reader.Read();
                    return reader.GetString() is { Length: > 0 } run && run == Path.GetFileName(run) ? run : "torn";
                }
            }
        }
        catch (JsonException)
        {
            return "torn"; // whoever reads the cell is told
        }

        return "torn";
    }
}

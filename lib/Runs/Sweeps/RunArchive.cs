using System.IO.Compression;
using System.Text.Json;
using MhdNet.Methods;
using MhdNet.Runtime;
using MhdNet.Training;

namespace MhdNet.Runs.Sweeps;

/// <summary>The folder of one training as one file, beside it what it took: file systems of clusters count files.</summary>
public static class RunArchive
{
    private const string UseName = ".use.json"; // no file of the run's

    /// <summary>Writes a run's folder into a file, whole or not at all. Locks and half-written files stay behind.</summary>
    /// <param name="path">The file.</param>
    /// <param name="folder">The run's folder.</param>
    /// <param name="use">What it took; null while it is not finished.</param>
    public static void Write(string path, RunFolder folder, MeasuredUse? use = null)
    {
        ArgumentNullException.ThrowIfNull(folder);
        AtomicFile.Write(path, stream =>
        {
            using var archive = new ZipArchive(stream, ZipArchiveMode.Create);
            foreach (var file in Directory.EnumerateFiles(folder.Path).Order(StringComparer.Ordinal)
                .Where(file => !Path.GetFileName(file).StartsWith('.')))
            {
                // weights do not get smaller
                archive.CreateEntryFromFile(file, Path.GetFileName(file),
                    Path.GetExtension(file) == ".safetensors" ? CompressionLevel.NoCompression : CompressionLevel.Fastest);
            }

            if (use is not null)
            {
                using var entry = archive.CreateEntry(UseName).Open();
                JsonSerializer.Serialize(entry, use, JsonFormat.Compact);
            }
        });
    }

    /// <summary>Unpacks a training into a folder; what it held of before is gone.</summary>
    /// <param name="path">The file.</param>
    /// <param name="folder">The run's folder.</param>
    /// <param name="weights">Whether with the weights.</param>
    /// <exception cref="InputException">The file is torn or no archive.</exception>
    public static void Unpack(string path, RunFolder folder, bool weights = true)
    {
        ArgumentNullException.ThrowIfNull(folder);
        Reading(path, archive => AtomicFile.WriteFolder(folder.Path, place =>
        {
            foreach (var entry in archive.Entries.Where(entry => !entry.Name.StartsWith('.')
                && (weights || entry.Name != Path.GetFileName(folder.ModelFile))))
            {
                entry.ExtractToFile(Path.Combine(place, entry.Name)); // its name alone: nothing leaves the folder
            }
        }));
    }

    /// <summary>Unpacks a finished training and checks that it is the one that is meant, by this code, and as it was finished.</summary>
    /// <param name="path">The file.</param>
    /// <param name="folder">The run's folder, which has the training's name.</param>
    /// <param name="weights">Whether with the weights.</param>
    /// <exception cref="InputException">It is torn, another training's, by other code, or has been changed.</exception>
    public static FinishedRun UnpackFinished(string path, RunFolder folder, bool weights = true)
    {
        ArgumentNullException.ThrowIfNull(folder);
        Unpack(path, folder, weights);
        try
        {
            return Checked(path, folder, weights);
        }
        catch (InputException)
        {
            Directory.Delete(folder.Path, recursive: true); // what is refused is nobody's run
            throw;
        }
    }

    private static FinishedRun Checked(string path, RunFolder folder, bool weights)
    {
        FinishedRun run;
        try
        {
            run = FinishedRun.Open(folder);
            if (weights)
            {
                run.CheckModel();
            }
        }
        catch (InputException damaged)
        {
            throw new InputException($"{path}: is damaged ({damaged.Message}): delete the file, and the cell is trained again", damaged);
        }

        if (run.Phase.ByThisCode() is var now && !now.IsOfCode(run.Phase))
        {
            throw new InputException(
                $"{path}: is of other code ({run.Phase.CodeName}) than this ({now.CodeName}): plan the sweep anew into another folder");
        }

        return run.Phase.FolderName == folder.Name
            ? run
            : throw new InputException($"{path}: holds {run.Phase.FolderName}, another training: delete the file, and the cell is trained "
                + "again");
    }

    /// <summary>What a finished training took.</summary>
    /// <exception cref="InputException">The file is torn, or says nothing of it.</exception>
    public static MeasuredUse Use(string path)
    {
        MeasuredUse? use = null;
        Reading(path, archive =>
        {
            if (archive.GetEntry(UseName) is { } entry)
            {
                using var stream = entry.Open();
                use = JsonSerializer.Deserialize<MeasuredUse>(stream, JsonFormat.Compact);
            }
        });
        return use ?? throw new InputException($"{path}: says nothing of the time it took: delete the file, and the cell is trained again");
    }

    private static void Reading(string path, Action<ZipArchive> read)
    {
        try
        {
            using var archive = ZipFile.OpenRead(path);
            read(archive);
        }
        catch (Exception torn) when (torn is InvalidDataException or JsonException or EndOfStreamException)
        {
            throw new InputException(
                $"{path}: is torn ({torn.Message.ReplaceLineEndings(" ")}): delete the file, and the cell is trained again", torn);
        }
    }
}

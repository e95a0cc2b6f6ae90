using System.Globalization;
using MhdNet.Data.Cohorts;
using MhdNet.Data.Sequences;
using MhdNet.Runtime;
using MhdNet.Training;
using static TorchSharp.torch;

namespace MhdNet.Methods.Mhd;

/// <summary>What a teacher's training made of the memory of one stage. The items are those of the types that were seen.</summary>
/// <param name="Stage">Stage, 1 to 3.</param>
/// <param name="Items">Items.</param>
/// <param name="NeverQueried">Those that no query went to (Eq. 5): they are as they started, but for the gradient of Eq. 9.</param>
/// <param name="StartLeft">Share of its start that the moving average (Eq. 6) left of an item that was queried, median; NaN where none
/// was.</param>
/// <param name="OwnBest">Validation patients whose pathology is rebuilt best out of their own type's bank
/// (<see cref="BankReconstruction"/>).</param>
/// <param name="Patients">Validation patients with pathology.</param>
public sealed record StageRecord(int Stage, int Items, int NeverQueried, double StartLeft, int OwnBest, int Patients);

/// <summary>
/// What a finished teacher says of its memory: <c>memory.json</c>, this record, and <c>memory.csv</c>, a line per item. Both are among the
/// files whose SHA-256 the run's result holds.
/// </summary>
/// <param name="Sha256">SHA-256 of the banks (<see cref="Ctmm.Hash"/>): what a student reads must have it.</param>
/// <param name="Stages">One per stage.</param>
public sealed record MemoryRecord(string Sha256, IReadOnlyList<StageRecord> Stages)
{
    private const string SummaryFile = "memory.json", ItemsFile = "memory.csv";

    /// <summary>The record of a finished run; null where it has no memory, or was imported.</summary>
    public static MemoryRecord? Read(FinishedRun run)
    {
        ArgumentNullException.ThrowIfNull(run);
        return run.Result.Files.ContainsKey(SummaryFile) ? run.Folder.ReadJson<MemoryRecord>(SummaryFile) : null;
    }

    /// <summary>Refuses a memory that is not the one its teacher was finished with.</summary>
    /// <param name="teacher">The finished teacher.</param>
    /// <param name="memory">What a student is to read.</param>
    /// <exception cref="InputException">It is another.</exception>
    public static void Check(FinishedRun teacher, FrozenMemory memory)
    {
        ArgumentNullException.ThrowIfNull(memory);
        if (Read(teacher) is { } record && record.Sha256 != memory.Hash())
        {
            throw new InputException($"{teacher.Folder.Path}: the memory is not the one that {SummaryFile} was written of: "
                + "delete the run's folder and train the teacher again");
        }
    }

    /// <summary>Writes both files.</summary>
    /// <param name="teacher">The trained teacher, in evaluation mode.</param>
    /// <param name="data">Training and validation patients.</param>
    /// <param name="batchSize">Sequences at a time.</param>
    /// <param name="run">The teacher's run.</param>
    internal static void Write(TeacherWithMemory teacher, TrainingData data, int batchSize, RunFolder run)
    {
        var stages = teacher.Memory.Stages;
        CsvTable.Write(run.File(ItemsFile), ["stage", "type", "item", "queries", "start_left"], stages.SelectMany((stage, s) =>
            Items(stage).Select(item => (string[])[Text(s + 1), data.Labels.NameOf(item.Type),
                Text(item.Item), Text(item.Queries), Text(item.StartLeft)])));
        var (own, patients) = BankReconstruction.OwnBest(teacher, data, batchSize);
        run.WriteJson(SummaryFile, new MemoryRecord(teacher.Memory.Hash(),
            [.. stages.Select((stage, s) => Summarise(s + 1, [.. Items(stage)], own[s], patients))]));
    }

    private static StageRecord Summarise(
        int stage, IReadOnlyList<(int Type, int Item, long Queries, float StartLeft)> items, int ownBest, int patients)
    {
        double[] left = [.. items.Where(item => item.Queries > 0).Select(item => (double)item.StartLeft).Order()];
        var median = left.Length == 0 ? double.NaN : (left[(left.Length - 1) / 2] + left[left.Length / 2]) / 2;
        return new StageRecord(stage, items.Count, items.Count - left.Length, median, ownBest, patients);
    }

    private static IEnumerable<(int Type, int Item, long Queries, float StartLeft)> Items(TypingMemory memory)
    {
        using var scope = NewDisposeScope();
        var queries = memory.Queries.cpu().data<long>().ToArray();
        var left = memory.StartLeft.to_type(ScalarType.Float32).cpu().data<float>().ToArray();
        return [.. from type in memory.SeenTypes
                   from item in Enumerable.Range(0, memory.ItemCount)
                   let place = (type * memory.ItemCount) + item
                   select (type, item, queries[place], left[place])];
    }

    private static string Text(IFormattable value) => value.ToString(null, CultureInfo.InvariantCulture);
}

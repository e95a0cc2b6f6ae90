
using MhdNet.Data.Cohorts;
using MhdNet.Data.Sequences;
using MhdNet.Runtime;

namespace MhdNet.Data.Preprocessing;

/// <summary>A series or slide that preprocessing could not read; unread.csv of a sequence store lists those of the last run.</summary>
/// <param name="PatientId">The patient.</param>
/// <param name="Modality">CT or WSI.</param>
/// <param name="Source">Series or slide, as in ct.csv or wsi.csv.</param>
/// <param name="Problem">What is wrong, where, and what to do, in one line.</param>
public sealed record UnreadSource(string PatientId, Modality Modality, string Source, string Problem)
{
    private const string Name = "unread.csv";

    private static readonly string[] _columns = ["patient_id", "modality", "source", "problem"];

    /// <summary>Those of the last run; none where all could be read.</summary>
    /// <exception cref="InputException">The list is damaged.</exception>
    public static IReadOnlyList<UnreadSource> Read(string storeFolder) => File.Exists(Path.Combine(storeFolder, Name))
        ? [.. CsvTable.ReadOrThrow(Path.Combine(storeFolder, Name), _columns).Rows.Select(row => new UnreadSource(
            row["patient_id"], row["modality"] == "ct" ? Modality.Ct : Modality.Wsi, row["source"], row["problem"]))]
        : [];

    /// <summary>Removes the list of an earlier run.</summary>
    internal static void Forget(string storeFolder) => File.Delete(Path.Combine(storeFolder, Name));

    /// <summary>Keeps the list and refuses to go on, unless it is empty.</summary>
    internal static void Refuse(string storeFolder, IReadOnlyList<UnreadSource> unread, int sources)
    {
        if (unread.Count == 0)
        {
            return;
        }

        var list = Path.Combine(storeFolder, Name);
        CsvTable.Write(list, _columns, unread.Select(one => new[] { one.PatientId, one.Modality == Modality.Ct ? "ct" : "wsi",
            one.Source, one.Problem }));
        var others = unread.Count == 1 ? "" : $" (and {unread.Count - 1} more: {list})";
        throw new InputException(
            $"{unread.Count} of {sources} sources cannot be read: {unread[0].Problem}{others}; the others are stored: "
            + $"mend {(unread.Count == 1 ? "it, or take it" : "them, or take them")} out of the cohort's tables, and run again");
    }
}

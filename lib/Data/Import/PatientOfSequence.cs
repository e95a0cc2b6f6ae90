
using MhdNet.Data.Cohorts;
using MhdNet.Runtime;

namespace MhdNet.Data.Import;

/// <summary>
/// Whose each sequence is: a CSV file with the columns sequence and patient_id. A sequence is named by its folder or by as much of the path
/// as makes the name unique, such as `CT/train/B2/017`.
/// </summary>
internal sealed class PatientOfSequence
{
    private readonly Dictionary<string, string> _patients = [];

    private PatientOfSequence()
    {
    }

    /// <summary>The patient of a sequence; null where the file does not say.</summary>
    public string? this[FrameSequence sequence] => _patients.GetValueOrDefault(sequence.Name);

    /// <summary>Reads the file; rows that name no sequence, or several, become problems.</summary>
    /// <exception cref="InputException">No such file, or no such table.</exception>
    public static PatientOfSequence Read(string path, IReadOnlyList<FrameSequence> sequences, ImportReport report)
    {
        var table = CsvTable.ReadOrThrow(path, ["sequence", "patient_id"]);
        var whose = new PatientOfSequence();
        foreach (var row in table.Rows)
        {
            var name = row["sequence"].Replace('\\', '/').Trim('/');
            var named = sequences.Where(sequence => sequence.Name == name || sequence.Name.EndsWith("/" + name, StringComparison.Ordinal))
                .ToList();
            var problem = name.Length == 0 || row["patient_id"].Length == 0 ? "a sequence and a patient_id are needed"
                : named.Count == 0 ? $"no sequence '{name}'"
                : named.Count > 1 ? $"'{name}' names {named.Count} sequences, {named[0].Name} and {named[1].Name} among them: "
                    + "write more of the path"
                : whose._patients.TryGetValue(named[0].Name, out var earlier) && earlier != row["patient_id"]
                    ? $"'{name}' is of patient '{earlier}' in another row"
                : null;
            if (problem is null)
            {
                whose._patients[named[0].Name] = row["patient_id"];
            }
            else
            {
                report.Problem($"{table.At(row)}: {problem}");
            }
        }

        return whose;
    }
}

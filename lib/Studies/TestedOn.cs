
using MhdNet.Evaluation;

namespace MhdNet.Studies;

/// <summary>A set of patients, and what the rows of a study that were tested on it said of them.</summary>
/// <param name="Whose">"test", "extra" or "fresh".</param>
/// <param name="IsExtra">Extra patients; else those of the test.</param>
/// <param name="Paired">Those alone that have pathology.</param>
/// <param name="Rows">The predictions; null of a row that was not tested on all of them.</param>
internal sealed record TestedOn(string Whose, bool IsExtra, bool Paired, IReadOnlyDictionary<StudyRow, Replicates?> Rows)
{
    /// <summary>In a table's cells.</summary>
    public string Name => $"{Whose}{(Paired ? " with pathology" : "")}";

    /// <summary>
    /// The sets of a study: the test and, where a row was tested on it, the extra set. Where some rows need pathology that not all patients
    /// have, two of each: all patients, with the rows that need none, and the patients that have it, with all rows.
    /// </summary>
    public static IReadOnlyList<TestedOn> Of(StudyResult result)
    {
        var sets = new List<TestedOn>();
        foreach (var (isExtra, of) in new (bool, Func<StudyRow, Replicates?>)[] { (false, row => row.Test), (true, row => row.Extra) })
        {
            var rows = result.Rows.Select(of).ToList();
            var most = rows.Max(one => one?.Patients.Count);
            void Add(bool paired, IEnumerable<Replicates?> some) =>
                sets.Add(new TestedOn(isExtra ? "extra" : result.Whose, isExtra, paired,
                    result.Rows.Zip(some).ToDictionary(pair => pair.First, pair => pair.Second)));
            if (!isExtra || most is not null)
            {
                Add(paired: false, rows.Select(one => one?.Patients.Count == most ? one : null));
            }

            if (rows.Any(one => one?.Patients.Count < most))
            {
                Add(paired: true, Replicates.OnSamePatients(rows));
            }
        }

        return sets;
    }

    /// <summary>"300 extra patients", "120 extra patients with pathology"; without the number where no row was tested.</summary>
    public string Counted(Func<Replicates, int> count, string what) =>
        $"{(Rows.Values.OfType<Replicates>().FirstOrDefault() is { } any ? $"{count(any)} " : "")}{Whose} "
            + $"{what}{(Paired ? " with pathology" : "")}";
}

namespace MhdNet.Data.Sequences;

/// <summary>
/// Pathology that says nothing of the patient but which type it is not: every patient is given all sequences of one training patient of
/// another type, drawn by the seed and its id. Whatever a method gains from it, it does not gain from the patient's pathology.
/// </summary>
internal static class PlaceboPathology
{
    /// <summary>Deals the sequences.</summary>
    /// <param name="pathology">Pathology sequences of training and validation patients.</param>
    /// <param name="training">The training patients: those whose pathology is dealt.</param>
    /// <param name="seed">Decides whose.</param>
    /// <returns>By the patient who has pathology, another's; nothing for a patient where no other type has any.</returns>
    public static ILookup<string, SequenceRow> Deal(IReadOnlyList<SequenceRow> pathology, IReadOnlySet<string> training, int seed)
    {
        var patients = pathology.GroupBy(row => row.PatientId).OrderBy(rows => rows.Key, StringComparer.Ordinal)
            .Select(rows => (Id: rows.Key, Type: rows.First().Label, Rows: rows.ToList())).ToList();
        var donors = patients.Where(patient => training.Contains(patient.Id)).ToLookup(donor => donor.Type);
        return (from patient in patients
                let others = donors.Where(type => type.Key != patient.Type).SelectMany(type => type).ToList()
                where others.Count > 0
                from row in others[Draw.Index((ulong)(uint)seed, $"placebo {patient.Id}", 0, others.Count)].Rows
                select (patient.Id, Row: row)).ToLookup(dealt => dealt.Id, dealt => dealt.Row);
    }
}

using MhdNet.Runtime;

namespace MhdNet.Data;

/// <summary>Divides a sequence store into what training may see and what the test is.</summary>
public static class CohortData
{
    /// <summary>Divides the store by patient.</summary>
    /// <param name="store">The sequences.</param>
    /// <param name="seed">Decides where patients.csv leaves the split open.</param>
    /// <exception cref="InputException">A patient has two labels or two splits, or there are too few patients.</exception>
    public static (TrainingData Training, TestData Test) Divide(SequenceStore store, int seed)
    {
        var split = Split(store, seed);
        return (new TrainingData(store, split), new TestData(store, split));
    }

    /// <summary>The split <see cref="Divide"/> uses, for the record.</summary>
    public static PatientSplit Split(SequenceStore store, int seed)
    {
        ArgumentNullException.ThrowIfNull(store);
        return PatientSplit.Create([.. store.Rows.GroupBy(row => row.PatientId).Select(rows => PatientOf(store, rows))], seed);
    }

    private static Patient PatientOf(SequenceStore store, IGrouping<string, SequenceRow> rows)
    {
        var labels = rows.Select(row => row.Label).Where(label => label != Typing.Other).Distinct().ToList();
        var splits = rows.Select(row => row.Split).Distinct().ToList();
        return labels.Count <= 1 && splits.Count == 1
            ? new Patient(rows.Key, labels.FirstOrDefault() ?? Typing.Other, splits[0])
            : throw new InputException($"{store.Folder}: patient '{rows.Key}' has labels {string.Join(" and ", labels)} and splits '{string.Join("' and '", splits)}': run preprocessing again");
    }
}

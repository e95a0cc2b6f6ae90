
using MhdNet.Data.Cohorts;
using MhdNet.Runtime;

namespace MhdNet.Data.Sequences;

/// <summary>Divides a sequence store into what training may see and what the test is.</summary>
public static class CohortData
{
    /// <summary>Divides the store by patient.</summary>
    /// <param name="store">The sequences.</param>
    /// <param name="seed">Decides where patients.csv leaves the split open.</param>
    /// <exception cref="InputException">A patient has two labels or two splits or is there twice, there are too few patients, or nothing to
    /// tell apart.</exception>
    public static (TrainingData Training, TestData Test) Divide(SequenceStore store, int seed)
    {
        var split = Split(store, seed);
        var (training, test) = (new TrainingData(store, split), new TestData(store, split));
        RefuseWithout(store, Types(training.TrainingCt), "training", 2);
        RefuseWithout(store, Types(training.ValidationCt), "validation", 1);
        RefuseWithout(store, Types(test.Sequences.Select(pair => pair.Ct)), "test", 1);
        return (training, test);
    }

    /// <summary>The split <see cref="Divide"/> uses, for the record.</summary>
    public static PatientSplit Split(SequenceStore store, int seed)
    {
        ArgumentNullException.ThrowIfNull(store);
        var split = PatientSplit.Create([.. store.Rows.GroupBy(row => row.PatientId).Select(rows => PatientOf(store, rows))], seed);
        RefuseSamePixels(store, split);
        return split;
    }

    // one patient under two ids would be learnt from and tested on
    private static void RefuseSamePixels(SequenceStore store, PatientSplit split)
    {
        var first = new Dictionary<string, SequenceRow>();
        foreach (var row in store.Rows)
        {
            if (!first.TryAdd(row.Sha256, row) && first[row.Sha256] is var twin
                && split.PartOf(row.PatientId) is var part && split.PartOf(twin.PatientId) is var other && part != other)
            {
                throw new InputException(
                    $"{store.Folder}: patient '{twin.PatientId}' ({other}) and patient '{row.PatientId}' ({part}) have a sequence of equal "
                    + $"pixels ({twin.SeqId}, {row.SeqId}): give both one patient_id if they are one, or take the copy out, and preprocess "
                    + "again");
            }
        }
    }

    private static List<string> Types(IEnumerable<SequenceRow> ct) =>
        [.. ct.Select(row => row.Label).Where(label => label != LabelSet.Other).Distinct()];

    private static void RefuseWithout(SequenceStore store, List<string> types, string part, int fewest)
    {
        if (types.Count < fewest)
        {
            var found = types.Count == 0 ? "no CT sequence with tumour" : $"CT of one type alone ({types[0]})";
            throw new InputException(
                $"{store.Folder}: {found} among the {part} patients, where {(fewest == 1 ? "one is" : "two types are")} needed: "
                + "add patients, or change split in patients.csv");
        }
    }

    private static Patient PatientOf(SequenceStore store, IGrouping<string, SequenceRow> rows)
    {
        var labels = rows.Select(row => row.Label).Where(label => label != LabelSet.Other).Distinct().ToList();
        var splits = rows.Select(row => row.Split).Distinct().ToList();
        return labels.Count <= 1 && splits.Count == 1
            ? new Patient(rows.Key, labels.FirstOrDefault() ?? LabelSet.Other, splits[0])
            : throw new InputException($"{store.Folder}: patient '{rows.Key}' has labels {string.Join(" and ", labels)} and splits "
                + $"'{string.Join("' and '", splits)}': run preprocessing again");
    }
}

using System.Reflection;
using MhdNet.Data;
using MhdNet.Data.Sequences;
using MhdNet.Runtime;

namespace MhdNet.Tests.Data;

public sealed class CohortDataTests(BalancedStores stores) : IClassFixture<BalancedStores>, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Training_and_test_share_no_patient_and_lose_no_sequence()
    {
        var store = stores.Of();
        var (training, test) = CohortData.Divide(store, seed: 3);
        var learning = training.TrainingCt.Concat(training.ValidationCt).ToList();
        Assert.Empty(learning.Select(row => row.PatientId).Intersect(test.Sequences.Select(pair => pair.Ct.PatientId)));
        Assert.Empty(training.TrainingCt.Select(row => row.PatientId).Intersect(training.ValidationCt.Select(row => row.PatientId)));
        Assert.Equal(8 * 5 * 2, learning.Count(row => row.Label != LabelSet.Other) + test.Sequences.Count);
        Assert.All(test.Sequences, pair => Assert.NotEqual(LabelSet.Other, pair.Ct.Label));
        var split = CohortData.Split(store, seed: 3);
        Assert.Equal(split.Test.Order(), test.Sequences.Select(pair => pair.Ct.PatientId).Distinct().Order());
    }

    [Fact]
    public void Training_data_reads_nothing_of_a_test_patient_and_test_data_nothing_else()
    {
        var store = stores.Of();
        var (training, test) = CohortData.Divide(store, seed: 3);
        var split = CohortData.Split(store, seed: 3);
        foreach (var row in store.Rows)
        {
            if (split.Test.Contains(row.PatientId))
            {
                Assert.Throws<ArgumentException>(() => training.ReadPixels(row));
                Assert.Throws<ArgumentException>(() => training.Pair(row, 0));
            }
            else
            {
                Assert.NotEmpty(training.ReadPixels(row));
                Assert.Throws<ArgumentException>(() => test.ReadPixels(row));
            }
        }
    }

    [Fact]
    public void Training_data_offers_no_way_to_the_store_or_the_split()
    {
        var offered = typeof(TrainingData).GetProperties().Select(property => property.PropertyType)
            .Concat(typeof(TrainingData).GetMethods().Select(method => method.ReturnType)).ToList();
        Assert.DoesNotContain(typeof(SequenceStore), offered);
        Assert.DoesNotContain(typeof(PatientSplit), offered);
        Assert.DoesNotContain(typeof(TestData), offered);
        Assert.Empty(typeof(TrainingData).GetConstructors(BindingFlags.Public | BindingFlags.Instance));
        Assert.Empty(typeof(TestData).GetConstructors(BindingFlags.Public | BindingFlags.Instance));
    }

    [Fact]
    public void Pairs_are_of_one_patient_or_without_pathology()
    {
        var store = StoreFixture.Write(
            _folder.Path, ("a", "A", "train", 3, 1, 4), ("b", "A", "train", 3, 0, 2),
            ("c", "A", "train", 2, 0, 0), ("d", "B1", "train", 1, 0, 0), ("t", "A", "test", 3, 2, 2), ("u", "A", "test", 1, 0, 0));
        var (training, test) = CohortData.Divide(store, seed: 0);
        var drawn = new HashSet<string>();
        foreach (var ct in training.TrainingCt.Concat(training.ValidationCt))
        {
            for (var draw = 0; draw < 50; draw++)
            {
                var pair = training.Pair(ct, draw);
                Assert.Same(ct, pair.Ct);
                Assert.Equal(pair, training.Pair(ct, draw));
                Assert.Equal(ct.Label == LabelSet.Other || ct.PatientId is "c" or "d", pair.Wsi is null);
                Assert.Equal(pair.Wsi?.PatientId ?? ct.PatientId, ct.PatientId);
                drawn.Add(pair.Wsi?.SeqId ?? "");
            }
        }

        Assert.Equal(["", "a_wsi0", "a_wsi1", "a_wsi2", "a_wsi3", "b_wsi0", "b_wsi1"], drawn.Order(StringComparer.Ordinal));
        Assert.Equal(["t_wsi0", "t_wsi1", "t_wsi0", null], test.Sequences.Select(pair => pair.Wsi?.SeqId));
        Assert.Throws<ArgumentException>(() => training.Pair(store.Rows.First(row => row.Modality == Modality.Wsi), 0));
    }

    [Fact]
    public void Nothing_to_tell_apart_is_refused_before_training()
    {
        Says("CT of one type alone (A) among the training patients",
            ("a", "A", "train", 1, 0, 1), ("b", "A", "train", 1, 0, 1), ("t", "B1", "test", 1, 0, 1));
        Says("no CT sequence with tumour among the training", ("a", "A", "train", 0, 2, 0),
            ("b", "A", "train", 0, 2, 0), ("t", "A", "test", 1, 0, 0));
        Says("no CT sequence with tumour among the test", ("a", "A", "train", 1, 0, 0),
            ("b", "A", "train", 1, 0, 0), ("c", "B1", "train", 1, 0, 0), ("t", "B1", "test", 0, 1, 1));
    }

    [Theory]
    [InlineData("train", "test")]
    [InlineData("train", "extra")]
    [InlineData("test", "extra")]
    public void A_patient_under_two_ids_is_refused_where_both_are_not_on_one_side(string one, string other)
    {
        var failure = Assert.Throws<InputException>(() => CohortData.Divide(WithCopy(one, other), 0)).Message;
        Assert.StartsWith(_folder.Path, failure, StringComparison.Ordinal);
        Assert.Contains("patient 'p' (", failure, StringComparison.Ordinal);
        Assert.Contains($"patient 'q' ({other})", failure, StringComparison.Ordinal);
        Assert.Contains("(p_ct, q_ct)", failure, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', failure);
        Assert.Throws<InputException>(() => CohortData.Split(SequenceStore.Open(_folder.Path), 0));
    }

    [Theory]
    [InlineData("test")]
    [InlineData("extra")]
    public void Copies_on_one_side_leak_nothing(string side) => CohortData.Divide(WithCopy(side, side), 0);

    // p and q have the same CT; the others have CT of their own
    private SequenceStore WithCopy(string one, string other)
    {
        var writer = new SequenceStoreWriter(_folder.Path, new SequenceStoreHead(LabelSet.Thymic, true, 1, 2, "cohort", "options"));
        (string Id, string Label, string Split, byte Value)[] patients =
        [
            ("a", "A", "train", 1), ("b", "A", "train", 2), ("c", "B1", "train", 3), ("d", "B1", "train", 4), ("t", "A", "test", 5),
            ("p", "A", one, 6), ("q", "A", other, 6),
        ];
        return writer.Finish([.. patients.Select(patient => writer.Add(
            new SequenceRow($"{patient.Id}_ct", Modality.Ct, patient.Id, patient.Label, patient.Split, "ct", 0, 1, ""),
            [patient.Value, 0, 0, 0]))]);
    }

    private static void Says(string what, params (string, string, string, int, int, int)[] patients)
    {
        using var folder = new TemporaryFolder();
        var store = StoreFixture.Write(folder.Path, patients);
        Assert.Contains(what, Assert.Throws<InputException>(() => CohortData.Divide(store, 0)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Paired_by_type_the_pathology_is_of_any_training_patient_of_the_type_and_of_no_other()
    {
        var (training, _) = CohortData.Divide(stores.Of(), seed: 3);
        var trained = training.TrainingCt.Select(row => row.PatientId).ToHashSet();
        foreach (var ct in training.TrainingCt.Concat(training.ValidationCt))
        {
            var pairs = Enumerable.Range(0, 60).Select(draw => training.Pair(ct, draw, Pairing.SameType)).ToList();
            Assert.All(pairs, pair => Assert.Equal(ct.Label == LabelSet.Other, pair.Wsi is null));
            Assert.All(pairs.Select(pair => pair.Wsi).OfType<SequenceRow>(),
                wsi => Assert.True(wsi.Label == ct.Label && trained.Contains(wsi.PatientId)));
            Assert.Equal(
                ct.Label == LabelSet.Other ? 0 : training.TrainingCt.Where(row => row.Label == ct.Label)
                .Select(row => row.PatientId).Distinct().Count(),
                pairs.Select(pair => pair.Wsi?.PatientId).OfType<string>().Distinct().Count());
        }
    }

    [Fact]
    public void A_share_of_the_training_patients_keeps_every_type_and_lies_within_a_larger_share()
    {
        var (training, test) = CohortData.Divide(stores.Of(each: 10), seed: 3);
        static HashSet<string> Patients(TrainingData data) => [.. data.TrainingCt.Select(row => row.PatientId)];
        var (quarter, half) = (training.Of(0.25), training.Of(0.5));
        Assert.True(Patients(quarter).IsProperSubsetOf(Patients(half)) && Patients(half).IsProperSubsetOf(Patients(training)));
        Assert.Equal(Patients(training), Patients(training.Of(1)));
        Assert.Equal(8, quarter.TrainingCt.Select(row => row.Label).Where(label => label != LabelSet.Other).Distinct().Count());
        Assert.Equal(training.ValidationCt, quarter.ValidationCt);
        var left = training.TrainingCt.First(row => !Patients(half).Contains(row.PatientId));
        Assert.Throws<ArgumentException>(() => half.ReadPixels(left));
        Assert.Throws<ArgumentException>(() => half.Pair(test.Sequences[0].Ct, 0));
        Assert.All([0, -1, 1.5], share => Assert.Throws<ArgumentOutOfRangeException>(() => training.Of(share)));
    }

    [Fact]
    public void Every_training_patient_is_left_out_once_and_every_type_as_often_in_each_fold()
    {
        var training = CohortData.Divide(stores.Of(each: 10), seed: 3).Training;
        var left = Enumerable.Range(0, 3)
            .Select(fold => training.TrainingCt.Except(training.Without(fold, 3).TrainingCt).ToList()).ToList();
        Assert.Equal(
            training.TrainingCt.Select(row => row.SeqId).Order(StringComparer.Ordinal),
            left.SelectMany(rows => rows).Select(row => row.SeqId).Order(StringComparer.Ordinal));
        var sets = left.ConvertAll(rows => rows.Select(row => row.PatientId).ToHashSet());
        Assert.All(sets, set => Assert.All(sets.Where(other => other != set), other => Assert.Empty(set.Intersect(other))));
        Assert.InRange(sets.Max(set => set.Count) - sets.Min(set => set.Count), 0, 1);
        foreach (var type in training.TrainingCt.Where(row => row.Label != LabelSet.Other).GroupBy(row => row.Label))
        {
            var counts = sets.ConvertAll(set => type.Select(row => row.PatientId).Distinct().Count(set.Contains));
            Assert.InRange(counts.Max() - counts.Min(), 0, 1);
        }

        Assert.Equal(training.ValidationCt, training.Without(2, 3).ValidationCt);
        Assert.Throws<ArgumentOutOfRangeException>(() => training.Without(3, 3));
    }

    [Fact]
    public void Extra_patients_are_tested_apart_with_their_own_pathology_if_any_and_move_no_one_else()
    {
        var store = stores.Of();
        using var other = new TemporaryFolder();
        (string, string, string, int, int, int)[] patients = [.. store.Rows.GroupBy(row => row.PatientId)
            .Select(rows => (rows.Key, rows.First().Label, "", 2, 3, 2)), ("x", "B3", "extra", 3, 1, 2), ("y", "B3", "extra", 1, 1, 0)];
        var more = StoreFixture.Write(other.Path, patients);
        var (before, after) = (CohortData.Divide(store, 3), CohortData.Divide(more, 3));
        static IEnumerable<string> Ids(IEnumerable<PairedSequence> pairs) =>
            pairs.Select(pair => pair.Ct.SeqId).Order(StringComparer.Ordinal);
        Assert.Equal(Ids(before.Test.Sequences), Ids(after.Test.Sequences));
        Assert.Equal(before.Training.TrainingCt.Select(row => row.SeqId).Order(StringComparer.Ordinal),
            after.Training.TrainingCt.Select(row => row.SeqId).Order(StringComparer.Ordinal));
        Assert.Empty(before.Test.Extra);

        // y has no pathology, and takes none of the others of its type
        Assert.Equal([("x_ct0", "x_wsi0"), ("x_ct1", "x_wsi1"), ("x_ct2", "x_wsi0"), ("y_ct0", null)],
            after.Test.Extra.Select(pair => (pair.Ct.SeqId, pair.Wsi?.SeqId)));
        Assert.All(after.Test.Other, pair => Assert.Null(pair.Wsi));

        // training reads nothing of them and draws none of their pathology, whatever the pairing
        foreach (var row in after.Test.Extra.SelectMany(pair => new[] { pair.Ct, pair.Wsi }).OfType<SequenceRow>())
        {
            Assert.Throws<ArgumentException>(() => after.Training.ReadPixels(row));
            Assert.NotEmpty(after.Test.ReadPixels(row));
        }

        var drawn = after.Training.TrainingCt.SelectMany(ct => Enumerable.Range(0, 60)
            .Select(draw => after.Training.Pair(ct, draw, Pairing.SameType).Wsi?.PatientId));
        Assert.DoesNotContain("x", drawn);
    }

    [Fact]
    public void The_tests_other_sequences_are_those_of_its_patients()
    {
        var store = stores.Of();
        var (_, test) = CohortData.Divide(store, seed: 3);
        Assert.Equal(
            store.Rows.Where(row => row.Label == LabelSet.Other && CohortData.Split(store, 3).Test.Contains(row.PatientId))
            .Select(row => row.SeqId),
            test.Other.Select(pair => pair.Ct.SeqId));
        Assert.NotEmpty(test.ReadPixels(test.Other[0].Ct));
    }

    [Fact]
    public void A_patient_with_two_labels_or_two_splits_is_refused()
    {
        var store = StoreFixture.Write(_folder.Path, ("a", "A", "", 1, 0, 0), ("a ", "A", "", 1, 0, 0));
        Assert.Throws<InputException>(() => CohortData.Divide(store, 0));
        using var labels = new TemporaryFolder();
        var table = File.ReadAllText(Path.Combine(StoreFixture.Write(labels.Path, ("a", "A", "", 2, 0, 0), ("b", "A", "", 1, 0, 0)).Folder,
            "sequences.csv"));
        File.WriteAllText(labels.File("sequences.csv"), table.Replace("a_ct1,ct,a,A,", "a_ct1,ct,a,B1,", StringComparison.Ordinal));
        Assert.Contains("labels A and B1",
            Assert.Throws<InputException>(() => CohortData.Divide(SequenceStore.Open(labels.Path), 0)).Message, StringComparison.Ordinal);
        File.WriteAllText(labels.File("sequences.csv"), table.Replace("a_ct1,ct,a,A,,", "a_ct1,ct,a,A,test,", StringComparison.Ordinal));
        Assert.Contains("splits '' and 'test'",
            Assert.Throws<InputException>(() => CohortData.Divide(SequenceStore.Open(labels.Path), 0)).Message, StringComparison.Ordinal);
    }
}

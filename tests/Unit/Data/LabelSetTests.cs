using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using MhdNet.Data;
using MhdNet.Data.Cohorts;
using MhdNet.Data.Preprocessing;
using MhdNet.Data.Sequences;
using MhdNet.Runtime;

namespace MhdNet.Tests.Data;

/// <summary>A cohort names its own classes, or a known set.</summary>
public sealed class LabelSetTests : IDisposable
{
    private static readonly LabelSet Nodule = new("nodule", ["benign", "malignant"], HasOther: true);

    private readonly TemporaryFolder _folder = new();

    public LabelSetTests() => SmallCohort.Write(_folder.Path);

    public void Dispose() => _folder.Dispose();

    private string Store => _folder.File("sequences");

    [Fact]
    public void A_set_of_its_own_goes_with_the_cohort_from_cohort_json_to_the_training_data()
    {
        Say("""{"labels": {"name": "nodule", "types": ["benign", "malignant"], "other": true}, "synthetic": false}""");
        Relabel("malignant", "benign", "other");
        var cohort = Cohort.Load(_folder.Path);
        Assert.Equal(Nodule, cohort.Labels);
        Assert.Equal("nodule (benign, malignant; other)", $"{cohort.Labels}");
        Assert.False(cohort.Synthetic);

        var store = Preprocess();
        Assert.Equal(Nodule, store.Labels);
        Assert.Equal(Nodule, SequenceStore.Open(Store).Head.Labels);
        Assert.Equal(["malignant", "other", "other"], store.Rows.Take(3).Select(row => row.Label)); // p3 is without tumour
        Assert.Equal((2, 3, 1), (store.Labels.TypeCount, store.Labels.ClassCount, store.Labels.IndexOf("malignant")));

        Cohort.Write(_folder.Path, cohort.Labels, cohort.Synthetic, cohort.Description, cohort.Patients, cohort.Ct, cohort.Slides);
        Assert.Equal(Nodule, Cohort.Load(_folder.Path).Labels);
        Assert.Equal(cohort.Fingerprint, Cohort.Load(_folder.Path).Fingerprint);
    }

    [Fact]
    public void Other_types_order_or_other_are_another_cohort_and_another_store()
    {
        Relabel("malignant", "benign", "benign");
        var fingerprints = new HashSet<string>();
        foreach (var labels in (string[])["nodule=benign,malignant,other",
            "nodule=malignant,benign,other", "nodule=benign,malignant", "nodule=benign,malignant,odd", "lump=benign,malignant"])
        {
            Say(LabelSet.Parse(labels));
            Assert.True(fingerprints.Add(Cohort.Load(_folder.Path).Fingerprint));
            Assert.True(fingerprints.Add(Preprocess().Fingerprint));
        }
    }

    [Theory]
    [InlineData("""{"typing": "thymic"}""")]
    [InlineData("""{"labels": "thymic"}""")]
    [InlineData("""{"labels": {"name": "thymic", "types": ["A", "AB", "B1", "B1+B2", "B2", "B2+B3", "B3", "TC"], "other": true}}""")]
    [InlineData("""{"description": "told from the labels of the patients"}""")]
    public void A_known_set_may_stand_by_its_name_under_the_old_key_too(string head)
    {
        Say(head);
        var cohort = Cohort.Load(_folder.Path);
        Assert.Equal(LabelSet.Thymic, cohort.Labels);
        Assert.Equal("9eb2cd3ca9262e37", cohort.Fingerprint); // as before a cohort could name types
    }

    [Theory]
    [InlineData("labels")]
    [InlineData("typing")]
    public void A_store_that_names_its_set_alone_is_still_read_and_none_of_it_done_again(string key)
    {
        var store = Preprocess();
        var rows = File.ReadLines(Path.Combine(Store, "sequences.csv")).Skip(1).Select(row => row.Replace(',', '\u001f') + "\n");
        var named = SHA256.HashData(Encoding.UTF8.GetBytes($"thymic True 4 4\n{string.Concat(rows)}"));
        Assert.Equal(Convert.ToHexStringLower(named)[..16], store.Fingerprint); // of the name alone, as before
        var head = File.ReadAllText(Path.Combine(Store, "store.json"));
        var end = head.IndexOf("},", StringComparison.Ordinal);
        File.WriteAllText(Path.Combine(Store, "store.json"), $"{{ \"{key}\": \"thymic\",{head[(end + 2)..]}");
        var old = SequenceStore.Open(Store);
        Assert.Equal((store.Head, store.Fingerprint), (old.Head, old.Fingerprint));
        var written = File.GetLastWriteTimeUtc(Path.Combine(Store, "sequences.csv"));
        Preprocess();
        Assert.Equal(written, File.GetLastWriteTimeUtc(Path.Combine(Store, "sequences.csv")));
    }

    public static TheoryData<string, string> Bad => new()
    {
        { "\"nodule\"", "labels 'nodule' are unknown: use thymic or lung-grade, or name types of your own" },
        { "\"no\\ndule\"", "labels 'no?dule' are unknown" },
        { "null", "labels: not {\"name\"" },
        { "[\"a\", \"b\"]", "labels: not {\"name\"" },
        { "{\"types\": [\"a\", \"b\"]}", "labels: not {\"name\"" },
        { "{\"name\": \"x\", \"types\": \"a, b\"}", "labels: not {\"name\"" },
        { "{\"name\": \"x\", \"types\": [\"a\", 2]}", "labels: not {\"name\"" },
        { "{\"name\": \"x\", \"types\": [\"a\", \"b\"], \"other\": \"yes\"}", "labels: not {\"name\"" },
        { Set(), "labels: 0 types: name 2 to 64" },
        { Set("a"), "labels: 1 type: name 2 to 64" },
        { Set([.. Enumerable.Range(0, 65).Select(i => $"t{i}")]), "labels: 65 types: name 2 to 64" },
        { Set("a", "b", "a"), "labels: the type 'a' stands twice" },
        { Set("Benign", "benign"), "labels: the types 'Benign' and 'benign' differ by case alone" },
        { Set("a", ""), "labels: type 2 of 2 is empty" },
        { Set("a", "b", "other"), "labels: the type 'other' is reserved for CT without tumour" },
        { Set("a", "Other"), "labels: the type 'Other' is reserved" },
        { Set("a", "b\\u0007"), "labels: type 2 of 2, 'b?', holds a control character" },
        { Set("a", "b\\nc"), "labels: type 2 of 2, 'b?c', holds a control character" },
        { Set("a", "b\\u2028"), "labels: type 2 of 2, 'b?', holds a control character or a line break" },
        { Set("a", " b"), "labels: type 2 of 2, ' b', begins or ends with a space" },
        { Set("a", new string('b', 65)), $"labels: type 2 of 2, '{new string('b', 64)}...', has 65 letters, more than 64" },
        { "{\"name\": \"\", \"types\": [\"a\", \"b\"]}", "labels: the name '' is empty" },
        { "{\"name\": \"x\\u0000\", \"types\": [\"a\", \"b\"]}", "labels: the name 'x?' holds a control character" },
        { "{\"name\": \"thymic\", \"types\": [\"a\", \"b\"]}", "labels: the name thymic stands for A, AB, B1" },
    };

    [Theory]
    [MemberData(nameof(Bad))]
    public void A_set_that_cannot_be_used_is_refused_in_one_line_by_cohort_and_store(string labels, string says)
    {
        Preprocess();
        Say($"{{\"labels\": {labels}}}");
        var failure = Assert.Throws<InputException>(() => Cohort.Load(_folder.Path));
        Assert.Contains($"cohort.json: {says}", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(failure.Message, char.IsControl);
        Assert.InRange(failure.Message.Length, 1, 500);

        var head = Path.Combine(Store, "store.json");
        var text = File.ReadAllText(head);
        File.WriteAllText(head, $"{{ \"labels\": {labels},{text[(text.IndexOf("},", StringComparison.Ordinal) + 2)..]}");
        failure = Assert.Throws<InputException>(() => SequenceStore.Open(Store));
        Assert.Contains("store.json: ", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(failure.Message, char.IsControl);
    }

    [Fact]
    public void Nor_is_one_written()
    {
        var cohort = Cohort.Load(_folder.Path);
        Assert.Throws<InputException>(() => Cohort.Write(_folder.File("new"),
            new LabelSet("x", ["a"], true), false, "", cohort.Patients, [], []));
        Assert.False(Directory.Exists(_folder.File("new")));
        Assert.Throws<InputException>(() => new SequenceStoreWriter(_folder.File("new"),
            new(new LabelSet("x", ["a", "a"], true), false, 4, 4, "", "")));
    }

    [Fact]
    public void Labels_of_no_known_set_are_to_be_named()
    {
        File.Delete(_folder.File("cohort.json"));
        Relabel("malignant", "benign", "benign");
        var failure = Assert.Throws<InputException>(() => Cohort.Load(_folder.Path));
        Assert.Contains("patients.csv: the labels are of no known label set", failure.Message, StringComparison.Ordinal);
        Assert.Contains("name yours in cohort.json", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("thymic", "thymic (A, AB, B1, B1+B2, B2, B2+B3, B3, TC; other)")]
    [InlineData("nodule = benign, malignant, other", "nodule (benign, malignant; other)")]
    [InlineData("stage=I,II,III", "stage (I, II, III)")]
    public void A_set_can_be_given_in_one_word(string text, string means) => Assert.Equal(means, $"{LabelSet.Parse(text)}");

    [Theory]
    [InlineData("stages", "labels 'stages' are unknown")]
    [InlineData("stage=", "labels: 1 type")]
    [InlineData("stage=I,other,II", "labels: the type 'other' is reserved")]
    [InlineData("=I,II", "labels: the name '' is empty")]
    public void A_word_that_is_no_set_is_refused(string text, string says) =>
        Assert.StartsWith(says, Assert.Throws<InputException>(() => LabelSet.Parse(text)).Message, StringComparison.Ordinal);

    private static string Set(params string[] types)
    {
        var listed = string.Join(", ", types.Select(type => $"\"{type}\""));
        return $"{{\"name\": \"x\", \"types\": [{listed}], \"other\": true}}";
    }

    private SequenceStore Preprocess() =>
        Preprocessor.Run(Cohort.Load(_folder.Path), SmallCohort.Options, Store, null, TestContext.Current.CancellationToken);

    private void Say(string head) => _folder.Write("cohort.json", head);

    private void Say(LabelSet labels) => Say($"{{\"labels\": {JsonSerializer.Serialize(labels)}}}");

    private void Relabel(string first, string second, string third) =>
        _folder.Write("patients.csv", $"patient_id,label,split\np1,{first},train\np/2,{second},\np3,{third},test\n");
}

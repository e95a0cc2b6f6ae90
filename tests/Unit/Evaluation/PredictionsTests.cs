using FsCheck.Xunit;
using MhdNet.Evaluation;
using MhdNet.Runtime;

namespace MhdNet.Tests.Evaluation;

public sealed class PredictionsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("mhdnet-predictions").FullName;

    private string File => Path.Combine(_folder, "predictions.csv");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Rows_come_back_as_they_were_written_to_the_last_bit()
    {
        Prediction[] rows =
        [
            new("P01/ct 0, \"first\"", "P01", 2, [1f / 3, 1e-38f, 1 - 1f / 3]),
            new("Ä-1\nline", "Ä", 0, [MathF.BitDecrement(1), float.Epsilon, 0]),
            new("x", "P01", 1, [0.1f, 0.2f, 0.7f]),
        ];
        Predictions.Write(File, rows);
        var read = Predictions.Read(File);
        Assert.Equal(rows.Select(r => (r.SeqId, r.PatientId, r.Label)), read.Select(r => (r.SeqId, r.PatientId, r.Label)));
        Assert.Equal(rows.SelectMany(r => r.Probabilities.Select(BitConverter.SingleToInt32Bits)),
            read.SelectMany(r => r.Probabilities.Select(BitConverter.SingleToInt32Bits)));
    }

    [Property]
    public bool Any_probability_comes_back_exactly(uint bits)
    {
        var p = BitConverter.UInt32BitsToSingle(bits % 0x3F800001);   // 0 to 1
        Predictions.Write(File, [new("s", "p", 0, [p, 1 - p])]);
        return BitConverter.SingleToUInt32Bits(Predictions.Read(File)[0].Probabilities[0]) == BitConverter.SingleToUInt32Bits(p);
    }

    [Fact]
    public void The_file_is_the_form_the_documentation_names()
    {
        Predictions.Write(File, [new("s1", "p1", 1, [.25f, .75f])]);
        Assert.Equal("seq_id,patient_id,label,p0,p1\ns1,p1,1,0.25,0.75\n", System.IO.File.ReadAllText(File));
    }

    [Theory]
    [InlineData("", "empty")]
    [InlineData("seq_id,patient_id,label,p0,p1\n", "no rows")]
    [InlineData("seq,patient_id,label,p0,p1\na,b,0,1,0\n", "header")]
    [InlineData("seq_id,patient_id,label,p0\na,b,0,1\n", "header")]
    [InlineData("seq_id;patient_id;label;p0;p1\na;b;0;1;0\n", "header")]
    [InlineData("seq_id,patient_id,label,p0,p1\na,b,0,1,0\nc,d,1,0\n", "line 3: 4 fields")]
    [InlineData("seq_id,patient_id,label,p0,p1\na,b,0,1,0\na,b,0,1,0\n", "line 3: sequence 'a' is there twice")]
    [InlineData("seq_id,patient_id,label,p0,p1\na,b,A,1,0\n", "label 'A'")]
    [InlineData("seq_id,patient_id,label,p0,p1\na,b,2,1,0\n", "label '2'")]
    [InlineData("seq_id,patient_id,label,p0,p1\na,b,-1,1,0\n", "label '-1'")]
    [InlineData("seq_id,patient_id,label,p0,p1\na,b,0,x,0\n", "p0 is 'x'")]
    [InlineData("seq_id,patient_id,label,p0,p1\na,b,0,NaN,0\n", "p0 is 'NaN'")]
    [InlineData("seq_id,patient_id,label,p0,p1\na,b,0,1.5,-0.5\n", "p0 is '1.5'")]
    [InlineData("seq_id,patient_id,label,p0,p1\na,b,0,0.5,0.4\n", "sum to 0.9")]
    [InlineData("seq_id,patient_id,label,p0,p1\n,b,0,1,0\n", "empty")]
    [InlineData("seq_id,patient_id,label,p0,p1\n\"a,b,0,1,0\n", "line 2")]
    public void A_bad_file_is_refused_in_one_line_that_names_it(string text, string says)
    {
        System.IO.File.WriteAllText(File, text);
        var error = Assert.Throws<InputException>(() => Predictions.Read(File));
        Assert.Contains(says, error.Message, StringComparison.Ordinal);
        Assert.StartsWith(File, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public void A_missing_file_is_named() =>
        Assert.Contains(File, Assert.Throws<InputException>(() => Predictions.Read(File)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_patients_probabilities_are_the_mean_of_the_sequences()
    {
        var patients = Predictions.ByPatient(
        [
            new("b1", "b", 1, [0f, 1f]),
            new("a1", "a", 0, [.5f, .5f]),
            new("b2", "b", 1, [1f, 0f]),
            new("b3", "b", 1, [.25f, .75f]),
        ]);
        Assert.Equal([("b", 1), ("a", 0)], patients.Select(p => (p.PatientId, p.Label)));
        Assert.Equal(5f / 12, patients[0].Probabilities[0]);
        Assert.Equal([.5f, .5f], patients[1].Probabilities);
    }

    [Fact]
    public void A_patient_of_two_types_is_refused() =>
        Assert.Contains(
            "'a'", Assert.Throws<InputException>(() =>
                Predictions.ByPatient([new("1", "a", 0, [1f, 0f]), new("2", "a", 1, [1f, 0f])])).Message, StringComparison.Ordinal);

    [Fact]
    public void A_tie_goes_to_the_first_class()
    {
        Prediction tie = new("s", "p", 0, [.1f, .3f, .3f, .3f]);
        Assert.Equal((1, 1), (tie.Decide(Decision.AllClasses, 3), tie.Decide(Decision.TypesOnly, 3)));
    }

    [Fact]
    public void A_score_among_types_is_conditional_and_exists_without_any()
    {
        Prediction half = new("s", "p", 0, [.125f, .375f, .5f]), none = new("s", "p", 0, [0f, 0f, 1f]);
        Assert.Equal((.375, .75), (half.Score(1, Decision.AllClasses, 2), half.Score(1, Decision.TypesOnly, 2)));
        Assert.Equal(0, none.Score(1, Decision.TypesOnly, 2));
    }
}

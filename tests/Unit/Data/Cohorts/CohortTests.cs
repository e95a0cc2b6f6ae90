
using MhdNet.Data;
using MhdNet.Data.Cohorts;
using MhdNet.Runtime;
using MhdNet.Tests.Data.Dicom;

namespace MhdNet.Tests.Data;

public sealed class CohortTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public CohortTests()
    {
        _folder.Write("patients.csv", "patient_id,label,split\np1,A,train\np2,B1+B2,\n");
        _folder.Write("ct.csv", "patient_id,series,tumor_first,tumor_last\np1,ct/p1,,\n");
        _folder.Write("wsi.csv", "patient_id,slide,specimen_type\np1,s.svs,tumor_tissue\n");
        _folder.Write("s.svs", "no slide");
        Directory.CreateDirectory(_folder.File("ct/p1"));
        File.WriteAllBytes(_folder.File("ct/p1/1.dcm"), new SliceFile().Bytes());
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Typing_is_inferred_and_rows_are_kept_in_order()
    {
        var cohort = Cohort.Load(_folder.Path);
        Assert.Same(LabelSet.Thymic, cohort.Labels);
        Assert.False(cohort.Synthetic);
        Assert.Equal([new Patient("p1", "A", "train"), new Patient("p2", "B1+B2", "")], cohort.Patients);
        Assert.Equal(new CtEntry("p1", "ct/p1", null, null), Assert.Single(cohort.Ct));
        Assert.True(Assert.Single(cohort.Slides).IsTumour);
    }

    [Fact]
    public void What_is_written_is_loaded_again()
    {
        _folder.Write("out/x/a.txt", "");
        _folder.Write("out/y, z.svs", "slide");
        Cohort.Write(
            _folder.File("out"), LabelSet.LungGrade, synthetic: true, "a \"quoted\" origin", [new Patient("p,1", "G2", "test")],
            [new CtEntry("p,1", "x", 3, 9)], [new SlideEntry("p,1", "y, z.svs", "tumour")]);
        var cohort = Cohort.Load(_folder.File("out"));
        Assert.Equal((LabelSet.LungGrade, true, "a \"quoted\" origin"), (cohort.Labels, cohort.Synthetic, cohort.Description));
        Assert.Equal(new Patient("p,1", "G2", "test"), Assert.Single(cohort.Patients));
        Assert.Equal(new CtEntry("p,1", "x", 3, 9), Assert.Single(cohort.Ct));
        Assert.Equal(cohort.Fingerprint, Cohort.Load(_folder.File("out")).Fingerprint);
        Assert.NotEqual(cohort.Fingerprint, Cohort.Load(_folder.Path).Fingerprint);
    }

    [Theory]
    [InlineData("patients.csv", "patient_id,split\np1,\n", "patients.csv:1", "no column label")]
    [InlineData("patients.csv", "", "patients.csv:1", "no column")]
    [InlineData("patients.csv", "patient_id,label,split\n", "patients.csv:1", "no patients")]
    [InlineData("patients.csv", "patient_id,label,split\np1,A,\np2,X9,\n", "patients.csv:3", "label 'X9'")]
    [InlineData("patients.csv", "patient_id,label,split\np1,A,\np3,G1,\n", "patients.csv", "several label sets")]
    [InlineData("patients.csv", "patient_id,label,split\np1,A,\n\np1,B1,\n", "patients.csv:4", "stands in line 2 already, with label 'A'")]
    [InlineData("patients.csv", "patient_id,label,split\np1,A,train\np1,A,test\n", "patients.csv:3", "a patient is in one split only")]
    [InlineData("patients.csv", "patient_id,label,split\np1,A,\np1,A,\n", "patients.csv:3", "delete one")]
    [InlineData("patients.csv", "patient_id,label,split\np1,A,\nP1,B1,\n", "patients.csv:3", "patient 'P1' is written 'p1' in line 2")]
    [InlineData("patients.csv", "patient_id,label,split\np1,other,\n", "patients.csv", "no known label set")]
    [InlineData("patients.csv", "patient_id,label,split\np1,other,\np2,A,\n",
        "wsi.csv:2", "a tumour slide of patient 'p1', whose label is other")]
    [InlineData("patients.csv", "patient_id,label,split\np1,A\u001b[31m,\np2,B1,\n", "patients.csv:2", "label 'A?[31m'")]
    [InlineData("patients.csv", "patient_id,label,split\np1,A,validation\n", "patients.csv:2", "split 'validation'")]
    [InlineData("patients.csv", "patient_id,label,split\np1,A\n", "patients.csv:2", "2 fields instead of 3")]
    [InlineData("patients.csv", "patient_id,label,split\np1,\"A,\n", "patients.csv:2", "not readable as CSV")]
    [InlineData("ct.csv", "patient_id,series,tumor_first,tumor_last\nq,ct/p1,,\n", "ct.csv:2", "patient 'q' is not in patients.csv")]
    [InlineData("ct.csv", "patient_id,series,tumor_first,tumor_last\np1,../secret,,\n", "ct.csv:2", "leads out of the cohort's folder")]
    [InlineData("ct.csv", "patient_id,series,tumor_first,tumor_last\np1,ct/p1/../../../secret,,\n",
        "ct.csv:2", "leads out of the cohort's folder")]
    [InlineData("ct.csv", "patient_id,series,tumor_first,tumor_last\np1,.,,\n", "ct.csv:2", "leads out of the cohort's folder")]
    [InlineData("ct.csv", "patient_id,series,tumor_first,tumor_last\np1,ct/p1\u0000/x,,\n", "ct.csv:2", "is not there")]
    [InlineData("ct.csv", "patient_id,series,tumor_first,tumor_last\np1,ct/p1,none,3\n", "ct.csv:2", "no slice number")]
    [InlineData("ct.csv", "patient_id,series,tumor_first,tumor_last\np1,ct/p1,99999999999,99999999999\n", "ct.csv:2", "no slice number")]
    [InlineData("ct.csv", "patient_id,series,tumor_first,tumor_last\np1,ct/p1,,\np2,ct/../ct/p1/,,\n", "ct.csv:3", "named in")]
    [InlineData("ct.csv", "patient_id,series,tumor_first,tumor_last\np1,ct/none,,\n", "ct.csv:2", "'ct/none' is not there")]
    [InlineData("ct.csv", "patient_id,series,tumor_first,tumor_last\np1,,,\n", "ct.csv:2", "no path")]
    [InlineData("ct.csv", "patient_id,series,tumor_first,tumor_last\np1,ct/p1,5,3\n", "ct.csv:2", "tumour range '5'..'3'")]
    [InlineData("ct.csv", "patient_id,series,tumor_first,tumor_last\np1,ct/p1,5,\n", "ct.csv:2", "give both ends")]
    [InlineData("ct.csv", "patient_id,series,tumor_first,tumor_last\np1,ct/p1,-1,3\n", "ct.csv:2", "no slice number")]
    [InlineData("ct.csv", "patient_id,series,tumor_first,tumor_last\np1,ct/p1,,\np2,ct/p1,,\n", "ct.csv:3", "named in")]
    [InlineData("wsi.csv", "patient_id,slide,specimen_type\np1,s.svs,\n", "wsi.csv:2", "no specimen_type")]
    [InlineData("wsi.csv", "patient_id,slide,specimen_type\np1,gone.svs,tumor\n", "wsi.csv:2", "is not there")]
    [InlineData("wsi.csv", "patient_id,slide,specimen_type\np1,/dev/zero,tumor\n", "wsi.csv:2", "no file on a disk")]
    [InlineData("cohort.json", "{\"typing\": \"renal\"}", "cohort.json", "labels 'renal' are unknown")]
    [InlineData("cohort.json", "{\n\"typing\": thymic}", "cohort.json:2", "correct or delete it")]
    [InlineData("cohort.json", "{\"typing\": \"thymic\", \"synthetic\": \"yes\"}", "cohort.json:1", "correct or delete it")]
    [InlineData("cohort.json", "[]", "cohort.json:1", "correct or delete it")]
    public void A_wrong_row_is_one_line_with_file_and_line_number(string file, string text, string where, string what)
    {
        _folder.Write(file, text);
        var failure = Assert.Throws<InputException>(() => Cohort.Load(_folder.Path));
        Assert.Contains(where, failure.Message, StringComparison.Ordinal);
        Assert.Contains(what, failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', failure.Message);
    }

    [Fact]
    public void A_missing_folder_or_table_is_named()
    {
        Assert.Contains("no such folder", Assert.Throws<InputException>(() => Cohort.Load(_folder.File("none"))).Message,
            StringComparison.Ordinal);
        File.Delete(_folder.File("wsi.csv"));
        Assert.Contains("wsi.csv: missing", Assert.Throws<InputException>(() => Cohort.Load(_folder.Path)).Message,
            StringComparison.Ordinal);
    }
}

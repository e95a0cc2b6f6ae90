using System.Text;
using MhdNet.Data;
using MhdNet.Data.Cohorts;
using MhdNet.Data.Preprocessing;
using MhdNet.Runtime;
using MhdNet.Tests.Data.Dicom;
using MhdNet.Tests.Data.Slides;

namespace MhdNet.Tests.Data.Cohorts;

/// <summary>What a user states of files that do not say it, in tables or by options, is heard by checks and by preprocessing.</summary>
public sealed class StatedTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public StatedTests()
    {
        SmallCohort.Write(_folder.Path);
        foreach (var (series, shift) in new[] { ("p1", 0), ("p2", 1), ("p3", 2) })
        {
            foreach (var file in Directory.GetFiles(_folder.File($"ct/{series}")))
            {
                var z = -int.Parse(Path.GetFileNameWithoutExtension(file).Split('-')[1], System.Globalization.CultureInfo.InvariantCulture);
                var said = shift == 0 ? null : "0"; // those of p1 do not say what their values are
                File.WriteAllBytes(file, (SliceFile.At(z, [.. Enumerable.Repeat(-160 - (10 * z) + shift, 16)]) with
                {
                    Rows = 4,
                    Columns = 4,
                    Intercept = said,
                    Slope = said is null ? null : "1",
                }).Bytes());
            }
        }

        _folder.Write("patients.csv", "patient_id,label,split\np1,B2,train\np/2,A,\np3,A,test\n");
        SlideFile.Write(_folder.File("s1.svs"), SlideFile.Tiled(128, 64, (x, y) => ((byte)(90 + (x % 16)), 50, 120), tile: 32));
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_is_not_stated_is_refused_by_checks_and_by_preprocessing_alike()
    {
        string[] says = ["nothing says that its values are Hounsfield units", "states no microns per pixel"];
        var problems = Inspect().Problems;
        Assert.Equal(says.Length, problems.Count);
        Assert.All(says, line => Assert.Contains(problems, problem => problem.Contains(line, StringComparison.Ordinal)));
        Assert.ThrowsAny<InputException>(() => Preprocess(SmallCohort.Options));
        var unread = UnreadSource.Read(_folder.File("store"));
        Assert.All(says, line => Assert.Contains(unread, one => one.Problem.Contains(line, StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void What_is_stated_is_heard_and_noted(bool inTables)
    {
        var options = SmallCohort.Options;
        if (inTables)
        {
            State("HU", "0.5");
        }
        else
        {
            options = options with { AssumeHounsfield = true, SlideMicronsPerPixel = 0.5 };
        }

        var found = Inspect(options);
        Assert.Empty(found.Problems);
        string[] notes = ["values taken as Hounsfield units as stated by the user: the files say nothing of them",
            "0.5 um a pixel as stated by the user"];
        Assert.Equal(notes[0], Assert.Single(found.Series[0].Notes));
        Assert.Equal(notes[1], found.Slides[0].Note);
        Preprocess(options);
        var reports = PreprocessingReport.Read(_folder.File("store"));
        Assert.All(notes, note => Assert.Contains(reports, report => report.Note.Contains(note, StringComparison.Ordinal)));
    }

    [Fact]
    public void Statements_are_written_again_and_name_the_cohort()
    {
        var before = Cohort.Load(_folder.Path);
        State("HU", "0.25");
        var stated = Cohort.Load(_folder.Path);
        Assert.NotEqual(before.Fingerprint, stated.Fingerprint);
        Cohort.Write(_folder.Path, stated.Labels, stated.Synthetic, stated.Description, stated.Patients, stated.Ct, stated.Slides);
        Assert.Equal(stated.Fingerprint, Cohort.Load(_folder.Path).Fingerprint);
        Assert.Equal(0.25, Cohort.Load(_folder.Path).Slides[0].MicronsPerPixel);
        Cohort.Write(_folder.Path, before.Labels, before.Synthetic, before.Description, before.Patients, before.Ct, before.Slides);
        Assert.Equal("patient_id,slide,specimen_type", File.ReadLines(_folder.File("wsi.csv")).First());
    }

    [Theory]
    [InlineData("mm", "0.5", "units 'mm': write HU")]
    [InlineData("HU", "0,5", "9 fields|mpp '0,5'")]
    [InlineData("HU", "-1", "mpp '-1' is no edge of a pixel")]
    [InlineData("HU", "NaN", "mpp 'NaN' is no edge of a pixel")]
    [InlineData("HU", "250", "mpp '250' is no edge of a pixel: give micrometres from 0.05 to 10")]
    public void A_statement_that_makes_no_sense_is_refused(string units, string microns, string says)
    {
        State(units, microns.Contains(',') ? $"\"{microns}\"" : microns);
        var message = Assert.ThrowsAny<InputException>(() => Cohort.Load(_folder.Path)).Message;
        Assert.Contains(says.Split('|'), line => message.Contains(line, StringComparison.Ordinal));
    }

    [Fact]
    public void A_phantom_that_lost_its_head_does_not_pass_for_real()
    {
        State("HU", "0.5");
        File.WriteAllBytes(_folder.File("ct/p2/x.dcm"), (SliceFile.At(100, [.. Enumerable.Repeat(9, 16)]) with
        {
            Rows = 4,
            Columns = 4,
            Extra = SliceFile.Element(0x0008, 0x0070, "LO", "MhdNet SYNTHETIC PHANTOM"),
        }).Bytes());
        Directory.GetFiles(_folder.File("ct/p2")).Where(file => !file.EndsWith("x.dcm", StringComparison.Ordinal)).ToList()
            .ForEach(File.Delete);
        Assert.Empty(Inspect().Problems);
        File.Delete(_folder.File("cohort.json"));
        Assert.Contains("drawn by MhdNet's phantom, not scanned", Assert.Single(Inspect().Problems), StringComparison.Ordinal);
        Assert.Contains("\"synthetic\": true", Assert.ThrowsAny<InputException>(() => Preprocess(SmallCohort.Options)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Names_are_found_however_their_letters_are_composed()
    {
        State("HU", "0.5");
        Directory.Move(_folder.File("ct/p3"), _folder.File("ct/Müller".Normalize(NormalizationForm.FormD)));
        _folder.Write("ct.csv", File.ReadAllText(_folder.File("ct.csv")).Replace("ct/p3", "ct/Müller".Normalize(NormalizationForm.FormC)));
        Assert.Empty(Inspect().Problems);
    }

    private void State(string units, string microns)
    {
        var ct = File.ReadAllLines(_folder.File("ct.csv"));
        _folder.Write("ct.csv", string.Join('\n', [$"{ct[0]},units", $"{ct[1]},{units}", .. ct[2..].Select(line => $"{line},")]) + "\n");
        var wsi = File.ReadAllLines(_folder.File("wsi.csv"));
        _folder.Write("wsi.csv",
            string.Join('\n', [$"{wsi[0]},mpp", $"{wsi[1]},{microns}", .. wsi[2..].Select(line => $"{line},")]) + "\n");
    }

    private CohortInspection Inspect(PreprocessingOptions? options = null) => CohortInspection.Inspect(
        _folder.Path, contents: true, options: options ?? SmallCohort.Options, cancellation: TestContext.Current.CancellationToken);

    private void Preprocess(PreprocessingOptions options) => Preprocessor.Run(
        Cohort.Load(_folder.Path), options, _folder.File("store"), progress: null, TestContext.Current.CancellationToken);
}

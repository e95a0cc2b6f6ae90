using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using MhdNet.Evaluation;
using MhdNet.Methods;
using MhdNet.Phantom;
using MhdNet.Reports;
using MhdNet.Reports.Calibration;
using MhdNet.Tests.Cli;
using MhdNet.Tests.Data.Dicom;
using MhdNet.Tests.Data.Phantom;
using MhdNet.Tests.Training;
using SkiaSharp;

namespace MhdNet.Tests.Reports;

public sealed partial class ReportTests(ReadSeries read) : IClassFixture<ReadSeries>
{
    private const string Notice = "RESEARCH USE ONLY; TRAINED ON SYNTHETIC DATA";
    private static readonly string[] Objects = ["report-sr.dcm", "report-pdf.dcm", "report-slices.dcm"];

    [Fact]
    public void A_calibration_is_found_beside_its_weights_and_not_beside_others_and_the_run_stays_whole()
    {
        using var network = FinishedRun.Open(read.Run.Folder).Load();
        Assert.Equal(read.Calibration.Temperature, ModelCalibration.Find(read.Run.Folder, network)!.Temperature);
        using (TorchSharp.torch.no_grad())
        {
            network.parameters().First().add_(1).Dispose();
        }

        Assert.Null(ModelCalibration.Find(read.Run.Folder, network));
    }

    [Fact]
    public void A_networks_test_figure_is_of_whole_series_as_calibrations_is()
    {
        // the first patient is right over all sequences only, the second where `other` is left out of the decision
        float[] Says(int type, float other) =>
            [.. Enumerable.Range(0, 8).Select(k => k == type ? 0.9f * (1 - other) : 0.1f / 7 * (1 - other)), other];
        var (types, folder) = (read.Run.Labels.TypeCount, read.PathOf("figured"));
        Prediction[] test =
        [
            new("a0", "a", 0, Says(1, 0.6f)), new("a1", "a", types, Says(0, 0.1f)), new("b0", "b", 2, Says(2, 0.7f)),
        ];
        using var network = read.Run.Load();
        var summary = ModelSummary.Of(TinyStore.Finished(folder, read.Run.Phase, network, test), read.Calibration);
        Assert.Equal((2, 1.0), (summary.TestPatients, summary.Accuracy!.Value));
        var judged = CalibrationEvidence.Create(
            "test", read.Calibration with { Features = null }, new SequencePass(test, []), read.Run.Labels.Types);
        Assert.Equal(judged.Accuracy, summary.Accuracy.Value);
    }

    [Fact]
    public void The_report_says_that_it_was_forced_and_with_what_it_was_trained()
    {
        Assert.True(read.Reading.Forced && !read.Reading.Refused);
        Assert.Equal(1, read.Reading.Types.Sum(), 4);
        Assert.All(["report.json", "report.html"], file =>
        {
            var text = File.ReadAllText(Path.Combine(read.Report, file));
            Assert.Contains(Notice, text, StringComparison.Ordinal);
            Assert.Contains("FORCED although refused (out of distribution", text, StringComparison.Ordinal);
        });
        var page = Tool("pdftotext", Path.Combine(read.Report, "report.pdf"), "-");
        Assert.Equal(2, Regex.Count(page, $"(?m)^{Notice}$"));
        Assert.Contains("FORCED although refused", page, StringComparison.Ordinal);
    }

    [Fact]
    public void The_page_is_one_its_fonts_are_inside_and_no_word_is_outside()
    {
        AssertPage(Path.Combine(read.Report, "report.pdf"));
        var picture = read.PathOf("page");
        Tool("pdftoppm", "-r", "50", "-png", "-singlefile", Path.Combine(read.Report, "report.pdf"), picture);
        using var bitmap = SKBitmap.Decode(picture + ".png");
        Assert.Equal((414, 585), (bitmap.Width, bitmap.Height)); // A4 at 50 dots an inch
        // between the two bands, nothing is drawn in the margins; the slices are dark, beside each its colours
        var inside = Enumerable.Range(20, 545).ToList();
        Assert.All(inside, y => Assert.Equal(SKColors.White, bitmap.GetPixel(8, y)));
        Assert.All(inside, y => Assert.Equal(SKColors.White, bitmap.GetPixel(405, y)));
        Assert.True(bitmap.Pixels.Count(pixel => pixel.Red + pixel.Green + pixel.Blue < 120) > 3000);
    }

    [Fact]
    public void Long_and_hostile_texts_stay_texts_and_on_the_page()
    {
        const string Hostile = "<script>alert('x')</script> & \"quoted\"";
        var report = SeriesReport.Create(read.Reader, read.Reading);
        report = report with
        {
            Identity = Hostile,
            Verdict = string.Join(' ', Enumerable.Repeat("a verdict of many words", 60)),
            Notes = [.. Enumerable.Repeat(new string('w', 400), 9)],
            Types = report.Types.Select((type, i) => ($"<b>a long name of type {i}</b>", type.Value))
                .ToDictionary(type => type.Item1, type => type.Value),
        };
        ReportFolder.Write(read.PathOf("hostile"), report);
        var html = File.ReadAllText(read.PathOf("hostile/report.html"));
        Assert.DoesNotContain("<script", html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("<b>", html, StringComparison.Ordinal);
        Assert.DoesNotContain("http", html, StringComparison.Ordinal); // asks nobody for anything
        AssertPage(read.PathOf("hostile/report.pdf"));
    }

    [Fact]
    public void The_fhir_resource_is_preliminary_has_every_probability_and_the_page()
    {
        var resource = JsonNode.Parse(File.ReadAllText(Path.Combine(read.Report, "report.fhir.json")))!;
        Assert.Equal(("DiagnosticReport", "preliminary"), ((string?)resource["resourceType"], (string?)resource["status"]));
        Assert.StartsWith(Notice, (string?)resource["conclusion"], StringComparison.Ordinal);
        var said = resource["contained"]![0]!["component"]!.AsArray().Select(part => (double)part!["valueQuantity"]!["value"]!).ToList();
        Assert.Equal(read.Reader.Run.Labels.TypeCount, said.Count);
        Assert.Equal(100, said.Sum(), 1);
        Assert.Equal(File.ReadAllBytes(Path.Combine(read.Report, "report.pdf")),
            Convert.FromBase64String((string)resource["presentedForm"]![0]!["data"]!));
    }

    [Fact]
    public void Objects_are_valid_take_patient_study_and_place_over_and_are_new_series()
    {
        var source = Dump(Directory.GetFiles(read.Series)[0]);
        foreach (var file in Objects.Select(name => Path.Combine(read.Report, name)))
        {
            var (_, said) = ExternalTool.Run("dicom3tools", "dciodvfy", file);
            Assert.DoesNotContain("Error", said, StringComparison.Ordinal);
            var dump = Dump(file);
            Assert.Equal(Value(source, "0020,000d"), Value(dump, "0020,000d"));
            Assert.Equal(Patient(source), Patient(dump));
            Assert.NotEqual(Value(source, "0020,000e"), Value(dump, "0020,000e"));
            Assert.Contains(Notice, Value(dump, "0008,103e"), StringComparison.Ordinal);
            if (!file.EndsWith("pdf.dcm", StringComparison.Ordinal)) // a document lies nowhere
            {
                Assert.Contains(Value(source, "0020,0052"), dump, StringComparison.Ordinal);
            }
        }

        var content = Tool("dsrdump", "+Pl", Path.Combine(read.Report, "report-sr.dcm"));
        Assert.Contains("Imaging Measurement Report", content, StringComparison.Ordinal);
        var best = read.Reader.Run.Labels.Types[read.Reading.Types.Index().MaxBy(type => type.Item).Index];
        Assert.Matches($"Most probable type.*99MHDNET,\"{Regex.Escape(best)}\"", content);
        Assert.Contains("status\")=\"forced", content, StringComparison.OrdinalIgnoreCase);
        Assert.Contains(Notice, content, StringComparison.Ordinal);
    }

    [Fact]
    public void Whose_series_it_is_stands_in_the_objects_alone_unless_it_is_asked_for()
    {
        Assert.All(Directory.GetFiles(read.Report, "*.*").Where(file => !Objects.Contains(Path.GetFileName(file))), file =>
            Assert.DoesNotContain(ReadSeries.Patient, Content(file), StringComparison.Ordinal));
        SeriesOutputs.Write(read.PathOf("named"), read.Series, read.Reader, read.Reading, withIdentifiers: true);
        Assert.All(["report.json", "report.html", "report.pdf"], name =>
            Assert.Contains(ReadSeries.Patient, Content(read.PathOf($"named/{name}")), StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_is_no_chest_is_refused_in_one_line_with_a_code_of_its_own()
    {
        var (folder, slice) = (read.PathOf("turned"), read.Chest.Size * read.Chest.Size);
        var turned = read.Chest with { Hounsfield = [.. read.Chest.Hounsfield.Chunk(slice).Reverse().SelectMany(voxels => voxels)] };
        DicomWriter.Write(folder, turned, new PhantomPerson("W1", 9, 'M', 50), 1, DicomLayout.Plain);
        var answer = await Mhdnet.RunAsync("predict", "--ct", folder, "--run", read.Run.Folder.Path, "--report", read.PathOf("refused"));
        Assert.Equal((4, ""), (answer.Code, answer.Output));
        Assert.Matches("^refused: [^\n]*upside down[^\n]*--force[^\n]*\n$", answer.Error);
        Assert.Equal(["report.html", "report.json", "report.pdf"],
            Directory.GetFiles(read.PathOf("refused")).Select(file => Path.GetFileName(file)).Order());
        Assert.Contains("\"status\": \"refused\"", File.ReadAllText(read.PathOf("refused/report.json")), StringComparison.Ordinal);
        AssertPage(read.PathOf("refused/report.pdf"));
    }

    [Fact]
    public async Task What_a_reader_finds_to_be_no_CT_is_refused_with_the_same_code()
    {
        var folder = Directory.CreateDirectory(read.PathOf("mr")).FullName;
        File.WriteAllBytes(Path.Combine(folder, "1.dcm"), new SliceFile { Modality = "MR" }.Bytes());
        var answer = await Mhdnet.RunAsync("predict", "--ct", folder, "--run", read.Run.Folder.Path);
        Assert.Equal((4, ""), (answer.Code, answer.Output));
        Assert.Matches("^refused: [^\n]*no CT slices[^\n]*modality MR[^\n]*\n$", answer.Error);
    }

    [Fact]
    public async Task A_network_is_exported_as_ONNX_with_its_calibration_beside()
    {
        var file = read.PathOf("network.onnx");
        var answer = await Mhdnet.RunAsync("export", read.Run.Folder.Path, "--onnx", file);
        Assert.True(answer.Code == 0, answer.Error);
        Assert.InRange(new FileInfo(file).Length, 100_000, 10_000_000);
        Assert.True(File.Exists(ModelCalibration.Beside(file)));
    }

    private static void AssertPage(string path)
    {
        Assert.Matches(@"Pages:\s+1\n", Tool("pdfinfo", path));
        var fonts = Tool("pdffonts", path).Split('\n', StringSplitOptions.RemoveEmptyEntries)[2..];
        Assert.NotEmpty(fonts);
        Assert.All(fonts, font => Assert.Matches(@"\s(yes)\s+(yes|no)\s+(yes|no)\s+\d+\s+\d+$", font)); // emb sub uni
        var words = Word().Matches(Tool("pdftotext", "-bbox", path, "-"));
        Assert.True(words.Count > 60);
        Assert.All(words, word =>
        {
            double At(int group) => double.Parse(word.Groups[group].Value, CultureInfo.InvariantCulture);
            Assert.True(At(1) >= 0 && At(2) >= 0 && At(3) <= 595 && At(4) <= 842, word.Value);
        });
    }

    private static string Content(string file) => file.EndsWith(".pdf", StringComparison.Ordinal)
        ? Tool("pdftotext", file, "-") : File.ReadAllText(file);

    private static string Tool(string program, params string[] arguments)
    {
        var (code, output) = ExternalTool.Run(program == "dsrdump" ? "dcmtk" : "poppler-utils", program, arguments);
        Assert.True(code == 0, output);
        return output;
    }

    private static string Dump(string file) => ExternalTool.Run("dcmtk", "dcmdump", file).Output;

    private static string Patient(string dump) => $"{Value(dump, "0010,0010")} {Value(dump, "0010,0020")} {Value(dump, "0010,0040")}";

    private static string Value(string dump, string tag) => Regex.Match(dump, $@"(?m)^\({tag}\) .. \[([^\]]*)\]").Groups[1].Value;

    [GeneratedRegex("""<word xMin="([\d.-]+)" yMin="([\d.-]+)" xMax="([\d.-]+)" yMax="([\d.-]+)">""")]
    private static partial Regex Word();
}

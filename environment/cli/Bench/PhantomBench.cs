using System.CommandLine;
using MhdNet.Data;
using MhdNet.Data.Cohorts;
using MhdNet.Data.Ct;
using MhdNet.Data.Preprocessing;
using MhdNet.Data.Slides;
using MhdNet.Methods;
using MhdNet.Phantom;
using MhdNet.Runtime;

namespace MhdNet.Cli.Bench;

/// <summary><c>mhdnet bench phantom</c>: what a synthetic patient costs, in parts and from nothing to sequences.</summary>
internal sealed class PhantomBench : IDisposable
{
    private const string Whole = "from nothing to stored sequences";
    private readonly string _folder = Directory.CreateTempSubdirectory("mhdnet-bench-").FullName;
    private readonly PhantomOptions _options;
    private readonly IReadOnlyList<PhantomPatient> _patients;
    private readonly PhantomCt[] _ct;
    private readonly PhantomSlide[] _slides;

    private PhantomBench(PhantomPreset preset, int patients)
    {
        _options = new PhantomOptions { Preset = preset.Of(patients), Seed = 1 };
        _patients = PhantomPatient.Plan(_options);
        (_ct, _slides) = (new PhantomCt[patients], new PhantomSlide[patients]);
    }

    public static Command Create()
    {
        var patients = CommonOptions.Count("--patients", "How many patients are drawn, at least 8", 16);
        var preset = new Option<string>("--preset")
        {
            Description = "Whose patients are drawn",
            DefaultValueFactory = _ => PhantomPreset.Demo.Name
        };
        preset.AcceptOnlyFromAmong([.. PhantomPreset.All.Select(known => known.Name)]);
        var rounds = BenchReport.Rounds();
        var output = BenchReport.Output();
        var command = new Command(
            "phantom",
            "Draw synthetic patients and cut them into sequences, by way of files and directly: seconds per patient.")
        {
            preset, patients, rounds, output,
        };
        command.SetAction((parsed, cancellation) => MainThread.Run(() =>
        {
            using var bench = new PhantomBench(PhantomPreset.Named(parsed.GetValue(preset)!), parsed.GetValue(patients));
            var report = new BenchReport(
                "Synthetic patients", "", "processor seconds per patient", "seconds per patient", "of the whole by files");
            bench.Measure(parsed.GetValue(rounds), report, cancellation);
            report.Show(parsed.GetValue(output));
        }));
        return command;
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private void Measure(int rounds, BenchReport report, CancellationToken cancellation)
    {
        var preset = _options.Preset;
        report.Head($"{_patients.Count} patients: CT of {preset.CtSlices} slices of {preset.CtSize} x {preset.CtSize}, a slide of "
            + $"{preset.SlideSize} x {preset.SlideSize}");
        (string Name, Action Work)[] parts =
        [
            ("drawing CT", () => Each(i => _ct[i] = Ct(i))),
            ("drawing the slide", () => Each(i => _slides[i] = Slide(i))),
            ("writing both to files", () => Each(WriteFiles)),
            ("reading both from files", () => Each(ReadFiles)),
            ($"{Whole}, by way of files", () => Make("files", _options with { RawAll = true })),
            ("of that, reading the files and preprocessing", () => Preprocess("files", "again")),
            ($"{Whole}, directly", () => Make("directly", _options with { Preset = preset with { RawPatients = 0 } })),
            ("of that, drawing again and preprocessing", () => Preprocess("directly", "again")),
        ];
        void Clear(int round) => Array.ForEach(Directory.GetDirectories(_folder), folder => Directory.Delete(folder, recursive: true));
        var times = TimeTaken.InTurn(untimed: 1, rounds, [.. parts.Select(part => part.Work)], begun: Clear, cancellation: cancellation)
            .Select(TimeTaken.Median).ToArray();
        foreach (var (part, time) in parts.Zip(times))
        {
            report.Row(
                part.Name, $"{time.Processor / _patients.Count:0.000}", $"{time.Wall / _patients.Count:0.000}",
                $"{time.Processor / times[4].Processor:0.00}");
        }

        report.Remark($"preset {preset.Name}");
        report.Remark($"medians of {rounds} rounds in turn, after one that is not timed; the whole takes all cores, one patient each");
        report.Remark($"directly, {times[4].Processor / times[6].Processor:0.0} times fewer processor seconds than by way of files");
    }

    private void Each(Action<int> work)
    {
        for (var i = 0; i < _patients.Count; i++)
        {
            work(i);
        }
    }

    private PhantomTruth Truth(int i) =>
        _options.Preset.Disease.Draw(_options.Seed, _patients[i].Key, _patients[i].Type, _options.Knobs);

    private PhantomCt Ct(int i) => PhantomThorax.Render(
        _options.Seed, _patients[i].Key, Truth(i), _options.Preset.CtSize, _patients[i].Slices, _options.Knobs.CtNoise);

    private PhantomSlide Slide(int i) => Truth(i).Slide(
        _options.Seed, _patients[i].Key, 0, _patients[i].Type, _options.Preset.SlideSize);

    private string PathOf(int i, string name) => Path.Combine(_folder, "parts", _patients[i].Id, name);

    private void WriteFiles(int i)
    {
        var person = PhantomPerson.Draw(_options.Seed, _patients[i].Key, _patients[i].Id);
        DicomWriter.Write(PathOf(i, "ct"), _ct[i], person, _options.Seed, _patients[i].Layout);
        SvsWriter.WritePyramid(
            PathOf(i, "slide.svs"), new RgbImage(_slides[i].Size, _slides[i].Size, _slides[i].Rgb), PhantomTissue.MicronsPerPixel,
            person.Id);
    }

    private void ReadFiles(int i)
    {
        CtReaders.Read(PathOf(i, "ct")).ReadAll();
        using var slide = WholeSlides.Open(PathOf(i, "slide.svs"));
        slide.ReadRegion(0, 0, slide.Width, slide.Height, new byte[3 * slide.Width * slide.Height]);
    }

    private void Make(string name, PhantomOptions options)
    {
        PhantomCohort.Write(Path.Combine(_folder, name), options);
        Preprocess(name, "sequences");
    }

    private void Preprocess(string name, string store)
    {
        var (folder, options) = (Path.Combine(_folder, name), new Setting().At(Scale.Demo).Preprocessing);
        Preprocessor.Run(Cohort.Load(folder), options, Path.Combine(folder, store), null, CancellationToken.None);
    }
}


using MhdNet.Phantom;

namespace MhdNet.Tests.Cli;

/// <summary>A small synthetic cohort on disk that tests copy and damage.</summary>
public sealed class DamagedInputs : IDisposable
{
    public DamagedInputs()
    {
        PhantomCohort.Write(Sound,
            new PhantomOptions
            {
                Preset = PhantomPreset.Mini with
                {
                    Name = "tiny",
                    PatientsPerType = [1, 1, 1, 1, 1, 1, 1, 1],
                    CtSize = 48,
                    SlideSize = 448
                }
            }, cancellation: TestContext.Current.CancellationToken);
        var series = Directory.GetDirectories(Path.Combine(Sound, "patients")).Order(StringComparer.Ordinal)
            .Select(patient => Directory.GetDirectories(patient).Single()).ToArray();
        Make("empty", _ => { });
        Make("notes", folder => File.WriteAllText(Path.Combine(folder, "readme.txt"), "no image"));
        Make("truncated", folder =>
        {
            CopyTo(folder, series[0]);
            var file = Directory.GetFiles(folder).Order(StringComparer.Ordinal).First();
            File.WriteAllBytes(file, File.ReadAllBytes(file)[..^1000]);
        });
        Make("mixed", folder =>
        {
            CopyTo(folder, series[0]);
            File.Copy(Directory.GetFiles(series[1]).First(), Path.Combine(folder, "other.dcm"));
        });
        Make("short", folder =>
        {
            foreach (var file in Directory.GetFiles(series[0]).Order(StringComparer.Ordinal).Take(10))
            {
                File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
            }
        });
        Make("columns", folder =>
        {
            CopyCsv(folder);
            File.WriteAllText(Path.Combine(folder, "patients.csv"), "patient,type\nP001,A\n");
        });
        Make("label", folder =>
        {
            CopyCsv(folder);
            File.AppendAllText(Path.Combine(folder, "patients.csv"), "P999,B7,\n");
        });
        Make("escape", folder =>
        {
            CopyCsv(folder);
            File.WriteAllText(Path.Combine(folder, "ct.csv"),
                "patient_id,series,tumor_first,tumor_last\nP001,../../sound/patients/P001,1,5\n");
        });
        Patients("twice", rows => [.. rows, rows[1].Split(',') is [var id, var label, var split]
            ? $"{id},{(label == "TC" ? "A" : "TC")},{split}" : ""]);
        Patients("splits", rows => [.. rows, rows[1].Split(',') is [var id, var label, var split]
            ? $"{id},{label},{(split == "test" ? "train" : "test")}" : ""]);
        Patients("nobody", rows => rows[..1]);
        Patients("alike", rows => [rows[0], .. rows.Skip(1).Select(row => string.Join(',', row.Split(',')[0], "B2", ""))], absolute: true);
        Patients("link", rows => rows);
        Directory.CreateSymbolicLink(Path.Combine(Folder, "link", "patients"), Path.Combine(Sound, "patients"));
        Make("grey", folder => Tests.Data.FrameTree.Grey(Path.Combine(folder, "other", "1"), 2));
        File.WriteAllText(Path.Combine(Folder, "torn.ipynb"), "{\"cells\": [");
        File.WriteAllText(Path.Combine(Folder, "torn.json"), "{\"name\": \"");
        File.WriteAllText(Path.Combine(Folder, "slide.svs"), "no slide");
    }

    public string Folder { get; } = Directory.CreateTempSubdirectory("mhdnet-").FullName;

    public string Sound => Path.Combine(Folder, "sound");

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private static void CopyTo(string folder, string series)
    {
        foreach (var file in Directory.GetFiles(series))
        {
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
        }
    }

    private void CopyCsv(string folder)
    {
        foreach (var name in (string[])["patients.csv", "ct.csv", "wsi.csv", "cohort.json"])
        {
            File.Copy(Path.Combine(Sound, name), Path.Combine(folder, name));
        }
    }

    private void Patients(string name, Func<string[], IEnumerable<string>> change, bool absolute = false) => Make(name, folder =>
    {
        CopyCsv(folder);
        var file = Path.Combine(folder, "patients.csv");
        File.WriteAllLines(file, change(File.ReadAllLines(file)));
        foreach (var sources in (string[])["ct.csv", "wsi.csv"])
        {
            var path = Path.Combine(folder, sources);
            File.WriteAllText(path, absolute ? File.ReadAllText(path).Replace(",patients/", $",{Sound}/patients/", StringComparison.Ordinal)
                : File.ReadAllText(path));
        }
    });

    private void Make(string name, Action<string> fill) => fill(Directory.CreateDirectory(Path.Combine(Folder, name)).FullName);
}

/// <summary>Every input that cannot be used: one clear line, a non-zero exit, nothing written.</summary>
public sealed class BadInputTests(DamagedInputs inputs) : IClassFixture<DamagedInputs>
{
    public static TheoryData<string, string> Cases => new()
    {
        { "preprocess --ct {}/nowhere", "nowhere" },
        { "preprocess --ct {}/empty", "empty" },
        { "preprocess --ct {}/notes", "notes" },
        { "preprocess --ct {}/truncated", "truncated" },
        { "preprocess --ct {}/mixed", "mixed" },
        { "preprocess --slide {}/slide.svs", "slide.svs" },
        { "preprocess --slide {}/nowhere.svs", "nowhere.svs" },
        { "preprocess --cohort {}/nowhere", "nowhere" },
        { "preprocess --cohort {}/columns", "patients.csv" },
        { "preprocess --cohort {}/label", "B7" },
        { "preprocess --cohort {}/escape", "ct.csv" },
        { "preprocess", "--cohort" },
        { "cohort check {}/nowhere", "nowhere" },
        { "cohort check {}/escape", "problem" },
        { "preprocess --cohort {}/twice", "with label" },
        { "preprocess --cohort {}/splits", "a patient is in one split only" },
        { "preprocess --cohort {}/nobody", "no patients" },
        { "preprocess --cohort {}/link", "by a symbolic link" },
        { "train --scale smoke --cohort {}/link", "by a symbolic link" },
        { "cohort check {}/alike", "1 problem" },
        { "cohort show {}/nobody", "no patients" },
        { "cohort import-frames {}/nowhere -o {}/new", "nowhere" },
        { "cohort import-frames {}/notes -o {}/new", "no folder of PNG or JPEG frames" },
        { "cohort import-frames {}/grey -o {}/new", "no known label set" },
        { "cohort import-frames {}/sound -o {}/label", "holds a patients.csv already" },
        { "cohort import-cptac --ct {}/nowhere --slides {}/notes --cohort {}/sound/wsi.csv --clinical {}/sound/patients.csv -o {}/new",
            "no column of cases" },
        { "evaluate --run {}/nowhere", "nowhere" },
        { "predict --ct {}/empty --run {}/nowhere", "nowhere" },
        { "export {}/nowhere --to {}/new.safetensors", "nowhere" },
        { "export {}/nowhere --to {}/empty", "is a folder" },
        { "import {}/nowhere.safetensors --to {}/new", "nowhere.safetensors" },
        { "import {}/slide.svs --to {}/new", "slide.svs" },
        { "import {}/slide.svs --to {}/empty", "exists already" },
        { "run {}/nowhere.ipynb", "nowhere.ipynb" },
        { "run {}/torn.ipynb", "torn.ipynb" },
        { "kernel start {}/none.json", "none.json" },
        { "kernel start {}/torn.ipynb", "torn.ipynb" },
        { "kernel install --prefix {}/slide.svs", "slide.svs" },
        { "reproduce --scale smoke --only zz", "zz" },
        { "train --scale smoke --cohort {}/nowhere", "nowhere" },
        { "train nosuch", "method 'nosuch' is unknown: use one of student, teacher, alone" },
        { "train --seed -1", "seed -1: give a whole number from 0" },
        { "reproduce --scale smoke --seeds 0", "seeds 0: give 1 or more" },
        { "reproduce --scale smoke --seed -1", "seed -1: give a whole number from 0" },
        { "train {}/nowhere.json", "nowhere.json: cannot be read" },
        { "train {}/torn.json", "torn.json: is torn or no cell" },
        { "train {}/sound/cohort.json", "give a file that `mhdnet study plan --to`" },
        { "repeat {}/nowhere", "neither the folder of a finished run nor a run of data/results" },
        { "study run nosuch", "study 'nosuch' is unknown: use one of seeds, controls, table3" },
        { "study table nosuch", "study 'nosuch' is unknown" },
        { "study plan nosuch", "study 'nosuch' is unknown" },
        { "study run fig6 --only nosuch", "has no row 'nosuch': its rows are 'MHD-Net'" },
        { "study table fig6 --only MHD-Net --only nosuch", "has no row 'nosuch'" },
        { "study run fig6 --seeds 1,2,1", "seeds '1,2,1': a seed counts once" },
        { "study run fig6 --seeds three", "seeds 'three': give a number of seeds" },
        { "study run fig6 --seeds 1,two", "seeds '1,two': give a number of seeds" },
        { "study run fig6 --seeds 0", "seeds '0': give a number of seeds" },
        { "study run fig6 --seeds 1,-2", "seeds '1,-2': give a number of seeds" },
        { "study run fig6 --scale smoke --cohort {}/nowhere", "nowhere" },
        { "study run fig6 --scale smoke --cohort {}/columns", "patients.csv" },
        { "study plan fig6 --scale smoke --power 2", "--power a chance between 0 and 1" },
        { "study plan fig6 --scale smoke --effect 0", "--effect a difference above 0" },
        { "study table fig6 --scale smoke --cohort {}/nowhere", "nowhere" },
        { "study confirm fig6 --scale smoke --cohort {}/sound", "give others with --on FOLDER" },
        { "study confirm fig6 --scale smoke --cohort {}/sound --on {}/sound", "none of its runs of these seeds is finished" },
        { "study table fig6 --scale smoke --cohort {}/sound",
            "none of its runs of these seeds is finished on this cohort at scale smoke: `mhdnet study run fig6`" },
        { "ledger --cohort {}/nowhere", "nowhere" },
        { "ledger --cohort {}/columns", "patients.csv" },
        { "ledger --scale tiny", "'smoke' 'demo' 'study' 'paper'" },
        { "ledger --seeds 2,2", "seeds '2,2': a seed counts once" },
        { "cohort phantom {}/new --extra-test 2 --extra-with-pathology 3", "3 of 2 extra test patients" },
        { "cohort phantom {}/new --extra-test 2 --extra-with-pathology -1", "give 0 to 2" },
        { "cohort phantom {}/new --extra-test -1", "less than none" },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task One_line_says_what_is_wrong_and_nothing_is_written(string command, string named)
    {
        var before = Files();
        var answer = await Mhdnet.RunAsync(command.Replace("{}", inputs.Folder, StringComparison.Ordinal).Split(' '));
        Assert.NotEqual(0, answer.Code);
        var line = answer.Error.TrimEnd('\n').Split('\n')[^1];
        Assert.Contains(named, line, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", answer.Error, StringComparison.Ordinal);
        Assert.Equal(before, Files());
    }

    [Fact]
    public async Task A_sound_cohort_is_checked_without_complaint()
    {
        var answer = await Mhdnet.RunAsync("cohort", "check", inputs.Sound);
        Assert.Equal((0, ""), (answer.Code, answer.Error));
        Assert.Contains("synthetic", answer.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_series_that_is_too_short_gives_no_sequence_and_says_so()
    {
        var answer = await Mhdnet.RunAsync("preprocess", "--ct", Path.Combine(inputs.Folder, "short"));
        Assert.Equal(0, answer.Code);
        Assert.Contains("10 slices", answer.Output, StringComparison.Ordinal);
        Assert.Contains("0 sequences", answer.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("kernel --help")]
    [InlineData("train --help")]
    [InlineData("reproduce --help")]
    [InlineData("predict --help")]
    [InlineData("cohort phantom --help")]
    public async Task Help_says_what_a_command_does(string command)
    {
        var answer = await Mhdnet.RunAsync(command.Split(' '));
        Assert.Equal(0, answer.Code);
        Assert.Contains("Usage:", answer.Output, StringComparison.Ordinal);
    }

    private string[] Files() =>
        [.. Directory.EnumerateFileSystemEntries(inputs.Folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];
}

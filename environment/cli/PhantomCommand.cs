using System.CommandLine;
using MhdNet.Data.Cohorts;
using MhdNet.Figures;
using MhdNet.Phantom;
using MhdNet.Phantom.Ceilings;
using MhdNet.Studies.When;

namespace MhdNet.Cli;

/// <summary>The commands of the built-in synthetic cohort.</summary>
internal static class PhantomCommand
{
    /// <summary><c>mhdnet cohort phantom</c>.</summary>
    public static Command Create()
    {
        var folder = new Argument<string>("folder") { Description = "Where to write it" };
        var preset = new Option<string>("--preset")
        {
            Description = "mini (24 patients), table1 (126, as in the paper), demo (800) or study (2700), "
                + "all of mini's image sizes; default (126 as in table1, larger images); or lung (50 with lung nodules of three grades)",
            DefaultValueFactory = _ => "mini"
        };
        preset.AcceptOnlyFromAmong([.. PhantomPreset.All.Select(known => known.Name)]);
        var seed = new Option<int>("--seed") { Description = "Seed of the patients", DefaultValueFactory = _ => 1 };
        var extra = new Option<int>("--extra-test")
        {
            Description = "Further test patients; CT only, but for those of --extra-with-pathology",
            DefaultValueFactory = _ => 0
        };
        var pathology = new Option<int>("--extra-with-pathology")
        {
            Description = "How many of the further test patients, the first, have slides",
            DefaultValueFactory = _ => 0
        };
        var raw = new Option<string?>("--raw")
        {
            Description = "all: keep the raw files of all patients; without it demo, study and default keep those "
            + "of 12 and draw the others' when they are needed (mini and table1 keep all)"
        };
        raw.AcceptOnlyFromAmong("all");
        var patients = new Option<int?>("--patients")
        {
            Description = "Instead of the preset's number: so many, types as frequent as in the paper's cohort; raw files of 12 are kept"
        };
        var balanced = new Option<bool>("--balanced") { Description = "With --patients: all types equally frequent" };
        var test = new Option<int?>("--test")
        {
            Description = "How many of the patients are test patients, the same share of each type; without it the split is left open"
        };
        var marked = new Option<bool>("--marked")
        {
            Description = "Say in ct.csv which slices show the tumour: without it lung does not, since nobody has marked CPTAC-LUAD"
        };
        var command = new Command("phantom", "Write synthetic patients as real DICOM series and SVS slides.") { folder, preset, seed,
            patients, balanced, test, extra, pathology, marked, raw };
        command.Validators.Add(given =>
        {
            if (given.GetResult(balanced) is not null && given.GetResult(patients) is null)
            {
                given.AddError("--balanced: say of how many patients, with --patients");
            }
        });
        command.SetAction((parsed, cancellation) => MainThread.Run(() =>
        {
            var images = PhantomPreset.Named(parsed.GetValue(preset)!);
            var options = new PhantomOptions
            {
                Preset = parsed.GetValue(patients) is { } count ? images.Of(count, parsed.GetValue(balanced)) : images,
                Seed = parsed.GetValue(seed),
                Test = parsed.GetValue(test),
                ExtraTest = parsed.GetValue(extra),
                ExtraWithPathology = parsed.GetValue(pathology),
                Marked = parsed.GetValue(marked),
                RawAll = parsed.GetValue(raw) is not null,
            };
            var path = Path.GetFullPath(parsed.GetValue(folder)!);
            Ui.Work(progress =>
            {
                PhantomCohort.Write(path, options, progress, cancellation);
                return 0;
            });
            Console.WriteLine($"synthetic cohort: {path}");
            return 0;
        }));
        return command;
    }

    /// <summary><c>mhdnet cohort sheet</c>.</summary>
    public static Command Sheet()
    {
        var output = new Option<string>("--output", "-o")
        {
            Description = "Folder to write phantom-ct.jpg and phantom-slides.jpg into",
            DefaultValueFactory = _ => "."
        };
        var disease = new Option<string>("--disease")
        {
            Description = "thymus; or lung, for phantom-lung-ct.jpg and phantom-lung-slides.jpg",
            DefaultValueFactory = _ => PhantomDisease.Thymus.Name
        };
        disease.AcceptOnlyFromAmong([.. PhantomDisease.All.Select(known => known.Name)]);
        var command = new Command("sheet", "Draw contact sheets of the synthetic cohort: one patient of each type, CT and H&E.")
        {
            output, disease,
        };
        command.SetAction(parsed =>
        {
            var drawn = PhantomDisease.Named(parsed.GetValue(disease)!);
            var preset = PhantomPreset.Default with { Disease = drawn, PatientsPerType = drawn.Frequencies };
            var options = new PhantomOptions { Preset = preset, Seed = 1 };
            var prefix = drawn == PhantomDisease.Thymus ? "phantom" : $"phantom-{drawn.Name}";
            foreach (var (name, draw) in new (string, Func<PhantomOptions, Picture>)[] { ("ct", PhantomSheet.Ct),
                ("slides", PhantomSheet.Slides) })
            {
                var path = Path.GetFullPath($"{prefix}-{name}.jpg", Path.GetFullPath(parsed.GetValue(output)!));
                draw(options).SaveJpeg(path);
                Console.WriteLine($"synthetic: {path}");
            }
        });
        return command;
    }

    /// <summary><c>mhdnet cohort ceilings</c>.</summary>
    public static Command Ceilings()
    {
        var folder = new Argument<string>("folder") { Description = "A synthetic cohort (mhdnet cohort phantom)" };
        var command = new Command("ceilings", "How far a linear classifier gets on the synthetic cohort, from its true parameters and "
            + "from measures of its images, and what distillation could gain at best.") { folder };
        command.SetAction((parsed, cancellation) => MainThread.Run(() =>
        {
            var cohort = Cohort.Load(parsed.GetValue(folder)!);
            var images = Ui.Work(progress => PhantomCeilings.OfImages(cohort, progress: progress, cancellation: cancellation));
            var disease = PhantomDisease.Of(cohort.Labels);
            var parameters = PhantomCeilings.OfParameters(PhantomKnobs.Fixed, disease);
            Console.WriteLine(PhantomCeilings.Table([.. parameters, .. images]));
            var trained = cohort.Patients.Where(patient => patient.Split is not ("test" or "extra")).ToLookup(patient => patient.Label);
            var ceiling = Ui.Work(progress => DistillationCeiling.Compute(
                [.. cohort.Labels.Types.Select(type => trained[type].Count())], PhantomKnobs.Fixed, disease, progress, cancellation));
            Console.WriteLine(ceiling.InWords);
            return 0;
        }));
        return command;
    }
}

using System.CommandLine;
using System.Globalization;
using MhdNet.Data;
using MhdNet.Data.Cohorts;
using MhdNet.Data.Sequences;
using MhdNet.Methods;
using MhdNet.Runtime;

namespace MhdNet.Cli;

/// <summary><c>mhdnet cohort show</c>: what Table I says of RPTET, of a cohort.</summary>
internal static class CohortShowCommand
{
    public static Command Create()
    {
        var folder = new Argument<string>("folder") { Description = "The cohort: patients.csv, ct.csv, wsi.csv (data/README.md)" };
        var command = new Command("show", "Print the statistics of a cohort: patients as in Table I, splits, series, slides, "
            + "sequences.") { folder };
        command.SetAction((parsed, cancellation) => MainThread.Run(() =>
        {
            var path = parsed.GetValue(folder)!;
            var cohort = Cohort.Load(path);
            var found = Ui.Work(progress => CohortInspection.Inspect(path, contents: false, progress, cancellation: cancellation));
            Console.WriteLine($"{path}: {Ui.Count(cohort.Patients.Count, "patient")}, {(cohort.Synthetic ? "synthetic" : "real")}, "
                + $"labels {cohort.Labels}. {cohort.Description}");
            TableOne.Print(cohort, found);
            Splits(cohort);
            Series(found.Series);
            Slides(found.Slides);
            foreach (var store in Stores(path))
            {
                Sequences(cohort, store);
            }

            if (found.Problems.Count > 0)
            {
                Console.WriteLine($"{Ui.Count(found.Problems.Count, "problem")}, what cannot be read is not counted: "
                    + $"mhdnet cohort check {path}");
            }

            return 0;
        }));
        return command;
    }

    private static void Splits(Cohort cohort)
    {
        var seed = Experiment.Paper.Setting.SplitSeed;
        PatientSplit split;
        try
        {
            split = PatientSplit.Create(cohort.Patients, seed);
        }
        catch (InputException failure)
        {
            Console.WriteLine($"no split: {failure.Message}");
            return;
        }

        Ui.Table(
            ["split", "patients", .. cohort.Labels.Types],
            Parts(split).Select(part => (IReadOnlyList<string>)
                [part.Name,
                    $"{part.Patients.Count}", .. cohort.Labels.Types.Select(type =>
                        $"{cohort.Patients.Count(patient => patient.Label == type && part.Patients.Contains(patient.Id))}")]));
        Console.WriteLine($"{Ui.Count(cohort.Patients.Count(patient => patient.Split.Length > 0), "patient")} as patients.csv says, "
            + $"the others drawn with seed {seed}; validation out of the training patients");
    }

    private static void Series(IReadOnlyList<SeriesFacts> series)
    {
        Ui.Table(
            ["CT series", "smallest", "median", "largest"],
            new[]
            {
                Spread("slices", series.Select(one => (double?)one.Slices), "0"),
                Spread("rows", series.Select(one => (double?)one.Rows), "0"),
                Spread("columns", series.Select(one => (double?)one.Columns), "0"),
                Spread("pixel spacing, mm", series.Select(one => one.PixelSpacing), "0.000"),
                Spread("slice spacing, mm", series.Select(one => one.SliceSpacing), "0.00"),
                Spread("slice thickness, mm", series.Select(one => one.Thickness), "0.00"),
                Spread("tumour, slices", series.Where(one => one.TumourSlices > 0).Select(one => (double?)one.TumourSlices), "0"),
                Spread("tumour, mm", series.Select(one => one.TumourMillimetres), "0.0"),
            }.OfType<IReadOnlyList<string>>());
        Console.WriteLine(
            $"{series.Count} series of {Ui.Count(series.DistinctBy(one => one.Entry.PatientId).Count(), "patient")}, "
            + $"{series.Count(one => one.ReadyFrames)} of them ready frames; tumour range known in "
            + $"{series.Count(one => one.TumourSlices > 0)}, known to show none {series.Count(one => one.TumourSlices == 0)}; "
                + $"something unusual noted in {series.Count(one => one.Notes.Count > 0)}");
    }

    private static void Slides(IReadOnlyList<SlideFacts> slides)
    {
        if (slides.Count > 0)
        {
            Ui.Table(
                ["slides", "smallest", "median", "largest"],
                new[]
                {
                    Spread("width, pixels", slides.Select(one => (double?)one.Width), "0"),
                    Spread("height, pixels", slides.Select(one => (double?)one.Height), "0"),
                    Spread("microns per pixel", slides.Select(one => one.MicronsPerPixel), "0.000"),
                }.OfType<IReadOnlyList<string>>());
        }

        var tumour = slides.Where(one => one.Entry.IsTumour).ToList();
        Console.WriteLine($"{Ui.Count(tumour.Count, "tumour slide")} of "
            + $"{Ui.Count(tumour.DistinctBy(one => one.Entry.PatientId).Count(), "patient")}, "
                + $"{slides.Count(one => one.ReadyFrames is not null)} of them ready frames; "
                    + $"{Ui.Count(slides.Count - tumour.Count, "other specimen")}, not used");
    }

    private static void Sequences(Cohort cohort, SequenceStore store)
    {
        var name = Path.GetFileName(store.Folder);
        if (store.Head.CohortFingerprint != cohort.Fingerprint)
        {
            Console.WriteLine($"sequences {name}: of an earlier state of this cohort; mhdnet preprocess makes them anew");
            return;
        }

        PatientSplit split;
        try
        {
            split = CohortData.Split(store, Experiment.Paper.Setting.SplitSeed);
        }
        catch (InputException failure)
        {
            Console.WriteLine($"sequences {name}: no split: {failure.Message}");
            return;
        }

        Ui.Table(
            [$"sequences {name}", "patients", "CT with tumour", "CT other", "pathology"],
            Parts(split).Append(("all", store.Rows.Select(row => row.PatientId).ToHashSet())).Select(part => (IReadOnlyList<string>)
            [
                part.Name, $"{part.Patients.Count}", Held(part.Patients, row => row.Modality == Modality.Ct && row.Label != LabelSet.Other),
                Held(part.Patients, row => row.Label == LabelSet.Other), Held(part.Patients, row => row.Modality == Modality.Wsi),
            ]));

        string Held(IReadOnlySet<string> patients, Func<SequenceRow, bool> which) =>
            $"{store.Rows.Count(row => patients.Contains(row.PatientId) && which(row))}";
    }

    private static IEnumerable<(string Name, IReadOnlySet<string> Patients)> Parts(PatientSplit split) =>
        new[] { ("training", split.Training), ("validation", split.Validation), ("test", split.Test), ("extra test", split.Extra) }.Where(
            part => part.Item2.Count > 0 || part.Item1 != "extra test");

    private static IEnumerable<SequenceStore> Stores(string cohort)
    {
        var folder = Path.Combine(cohort, "sequences");
        var stores = Directory.Exists(folder) ? Directory.GetDirectories(folder) : [];
        foreach (var store in stores.Order(StringComparer.Ordinal))
        {
            SequenceStore? opened = null;
            try
            {
                opened = SequenceStore.Open(store);
            }
            catch (InputException failure)
            {
                Console.WriteLine($"sequences {Path.GetFileName(store)}: {failure.Message}");
            }

            if (opened is not null)
            {
                yield return opened;
            }
        }
    }

    // null where no value is known
    private static IReadOnlyList<string>? Spread(string name, IEnumerable<double?> values, string format)
    {
        var known = values.OfType<double>().Order().ToList();
        return known.Count == 0 ? null : [name, .. new[] { known[0], known[known.Count / 2], known[^1] }.Select(value =>
            value.ToString(format, CultureInfo.InvariantCulture))];
    }
}

using System.Globalization;
using System.Text;
using MhdNet.Data;
using MhdNet.Data.Cohorts;
using MhdNet.Data.Ct;
using MhdNet.Data.Slides;
using MhdNet.Evaluation;
using MhdNet.Runtime;

namespace MhdNet.Phantom.Ceilings;

/// <summary>
/// Ceilings of the synthetic cohort: what its own true parameters, and simple measures of its images, tell a linear classifier
/// (<see cref="LinearDiscriminant"/>). They say how hard the task was made, nothing of any method and nothing of patients.
/// </summary>
public static class PhantomCeilings
{
    /// <summary>Stands under the table.</summary>
    public const string Note = "synthetic; ceilings, not results";

    private const int PatientsPerType = 1000;
    private const long TrainingKeys = 10_000_000, TestKeys = 20_000_000; // apart from those of any cohort
    private static readonly Bootstrap Interval = new(Resamples: 1000);

    /// <summary>
    /// Ceilings from the true parameters: fitted to 1000 patients a type, tested on 1000 others a type, types equally frequent.
    /// </summary>
    /// <param name="knobs">How hard the task is.</param>
    /// <param name="disease">What the patients have; null: <see cref="PhantomDisease.Thymus"/>.</param>
    public static IReadOnlyList<PhantomCeiling> OfParameters(PhantomKnobs knobs, PhantomDisease? disease = null)
    {
        disease ??= PhantomDisease.Thymus;
        var (training, test) = (Draw(disease, TrainingKeys, knobs), Draw(disease, TestKeys, knobs));
        return Ceilings("true parameters", (training.Ct, training.Tissue, training.Labels), pick =>
        {
            var classifier = LinearDiscriminant.Fit(pick(training.Ct, training.Tissue), training.Labels, disease.Labels.Types.Count);
            return [.. pick(test.Ct, test.Tissue).Select(classifier.Predict)];
        });
    }

    /// <summary>
    /// Ceilings from measures of the images (<see cref="PhantomDisease.Measure"/>, <see cref="SlideFeatures"/>): each patient is named by
    /// a classifier
    /// fitted to all others.
    /// </summary>
    /// <param name="cohort">A synthetic cohort with its raw files; patients without CT or without a slide are left out, and extra
    /// ones.</param>
    /// <param name="most">Most patients that are measured, the first ones: each takes half a second of a core.</param>
    /// <param name="progress">Told of each measured patient.</param>
    /// <param name="cancellation">Stops between patients.</param>
    /// <exception cref="InputException">The cohort is not synthetic, too small, or a file cannot be read.</exception>
    public static IReadOnlyList<PhantomCeiling> OfImages(
        Cohort cohort, int most = int.MaxValue, IProgress<WorkProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(cohort);
        if (!cohort.Synthetic)
        {
            throw new InputException($"{cohort.Folder}: not a synthetic cohort: ceilings are computed for one of `mhdnet cohort phantom`");
        }

        var measured = Measure(cohort, most, progress, cancellation);
        RefuseFew(cohort, measured.Count);
        double[][] ct = [.. measured.Select(patient => patient.Ct)], tissue = [.. measured.Select(patient => patient.Tissue)];
        int[] labels = [.. measured.Select(patient => patient.Label)];
        return Ceilings("image measures", (ct, tissue, labels), pick =>
        {
            var features = pick(ct, tissue);
            return [.. labels.Select((_, left) => LinearDiscriminant
                .Fit([.. features.Where((_, i) => i != left)], [.. labels.Where((_, i) => i != left)], cohort.Labels.Types.Count)
                    .Predict(features[left]))];
        });
    }

    /// <summary>The ceilings as a table in plain text.</summary>
    public static string Table(IEnumerable<PhantomCeiling> ceilings)
    {
        ArgumentNullException.ThrowIfNull(ceilings);
        var text = new StringBuilder($"{"linear classifier on",-22}{"modality",-11}{"n",6}{"chance %",10}   accuracy % [95 % interval]\n");
        foreach (var ceiling in ceilings)
        {
            var (value, low, high) = (100 * ceiling.Accuracy.Value, 100 * ceiling.Accuracy.Low, 100 * ceiling.Accuracy.High);
            text.Append(CultureInfo.InvariantCulture,
                $"{ceiling.Source,-22}{ceiling.Modality,-11}{ceiling.Patients,6}{100 * ceiling.Chance,10:0.0}   {value:0.0} [{low:0.0}, "
                + $"{high:0.0}]\n");
        }

        return text.Append(Note).ToString();
    }

    private static PhantomCeiling[] Ceilings(
        string source, (double[][] Ct, double[][] Tissue, int[] Labels) cases, Func<Func<double[][], double[][],
        double[][]>, float[][]> predict)
    {
        Func<double[][], double[][], double[][]> first = (ct, _) => ct, second = (_, tissue) => tissue;
        Func<double[][], double[][], double[][]> both = (ct, tissue) => [.. ct.Zip(tissue, (a, b) => (double[])[.. a, .. b])];
        var chance = cases.Labels.GroupBy(label => label).Max(group => group.Count()) / (double)cases.Labels.Length;
        return [.. new[] { ("CT", first), ("pathology", second), ("both", both) }.Select(row =>
        {
            var predictions = predict(row.Item2)
                .Select((probabilities, i) => new Prediction($"{i}", $"{i}", cases.Labels[i], probabilities)).ToList();
            // decided once, not once per resample
            var right = predictions.ToDictionary(
                p => p, p => p.Decide(Decision.AllClasses, p.Probabilities.Length) == p.Label ? 1.0 : 0,
                (IEqualityComparer<Prediction>)ReferenceEqualityComparer.Instance);
            var accuracy = Interval.Estimate(predictions, sample => sample.Average(p => right[p]));
            return new PhantomCeiling(source, row.Item1, predictions.Count, chance, accuracy);
        })];
    }

    private static (double[][] Ct, double[][] Tissue, int[] Labels) Draw(PhantomDisease disease, long keys, PhantomKnobs knobs)
    {
        var types = disease.Labels.Types.Count;
        int[] labels = [.. Enumerable.Range(0, PatientsPerType * types).Select(i => i % types)];
        var drawn = labels.Select((type, i) => disease.Draw(0, keys + i, type, knobs)).ToArray();
        return ([.. drawn.Select(truth => truth.CtValues.ToArray())], [.. drawn.Select(truth => truth.TissueValues.ToArray())], labels);
    }

    private static List<(double[] Ct, double[] Tissue, int Label)> Measure(
        Cohort cohort, int most, IProgress<WorkProgress>? progress, CancellationToken cancellation)
    {
        var options = new PreprocessingOptions();
        var done = 0;
        var slides = cohort.Slides.Where(slide => slide.IsTumour).ToLookup(slide => slide.PatientId);
        var disease = PhantomDisease.Of(cohort.Labels);
        var series = cohort.Ct.Select(ct => (ct.PatientId, ct.Series, Shown: Shown(cohort, ct))).Where(ct => ct.Shown is not null)
            .ToLookup(ct => ct.PatientId);
        var patients = cohort.Patients.Where(patient => patient.Split != "extra" && series.Contains(patient.Id)
            && slides.Contains(patient.Id)).Take(most).ToList();
        RefuseFew(cohort, patients.Count); // before any is measured
        var measured = patients.AsParallel().AsOrdered().WithCancellation(cancellation).Select(patient =>
        {
            var ct = series[patient.Id].First();
            using var files = cohort.Open(ct.Series);
            var volume = CtReaders.Read(files.Path);
            var tumour = disease.Measure(volume, ct.Shown!.Value.First, Math.Min(ct.Shown.Value.Last, volume.Slices - 1));
            var tissue = slides[patient.Id].Select(entry =>
            {
                using var file = cohort.Open(entry.Slide);
                using var slide = WholeSlides.Open(file.Path);
                return SlideFeatures.Measure(slide, options);
            }).OfType<double[]>().ToList();
            progress?.Report(new WorkProgress("measuring images", Interlocked.Increment(ref done), patients.Count, patient.Id));
            return (Ct: tumour, Tissue: tissue, Label: cohort.Labels.IndexOf(patient.Label));
        }).ToList();
        return [.. measured.Where(patient => patient.Tissue.Count > 0)
            .Select(patient =>
                (patient.Ct, (double[])[.. Enumerable.Range(0, SlideFeatures.Names.Count)
                    .Select(i => patient.Tissue.Average(slide => slide[i]))], patient.Label))];
    }

    private static void RefuseFew(Cohort cohort, int patients)
    {
        if (patients < 2 * cohort.Labels.Types.Count)
        {
            throw new InputException($"{cohort.Folder}: {patients} patients with CT, tumour range and slide: "
                + $"{2 * cohort.Labels.Types.Count} are needed, take a larger preset");
        }
    }

    // as ct.csv says, or as the patient's record does where ct.csv is silent; null where no slice shows the tumour
    private static (int First, int Last)? Shown(Cohort cohort, CtEntry ct) =>
        ct is { TumourFirst: { } first, TumourLast: { } last } ? (first, last)
            : PhantomRecord.Read(Path.GetDirectoryName(cohort.PathOf(ct.Series))!) is { TumourFirst: >= 0 } record
                ? (record.TumourFirst, record.TumourLast) : null;
}

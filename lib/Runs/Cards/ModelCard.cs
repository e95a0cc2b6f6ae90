using System.Globalization;
using System.Text;
using MhdNet.Evaluation;
using MhdNet.Methods;
using MhdNet.Networks;
using MhdNet.Runtime;

namespace MhdNet.Runs.Cards;

/// <summary>
/// What a trained network is, how it did and what it is not for, on one page of Markdown in its run's folder. Written when the run has
/// been tested, and again when it is calibrated; the run does not vouch for it.
/// </summary>
public static class ModelCard
{
    /// <summary>Name of its file in a run's folder.</summary>
    public const string FileName = "model-card.md";

    /// <summary>Writes the card of a run that was tested; of another one nothing.</summary>
    /// <param name="run">The run.</param>
    /// <param name="calibration">What to say of its calibration, in sentences; none: it is not calibrated.</param>
    public static void Write(FinishedRun run, params IReadOnlyList<string> calibration)
    {
        ArgumentNullException.ThrowIfNull(run);
        if (run.Test().Count > 0)
        {
            AtomicFile.WriteText(run.Folder.File(FileName), Of(run, calibration));
        }
    }

    /// <summary>The card's text.</summary>
    /// <param name="run">A run that was tested.</param>
    /// <param name="calibration">What to say of its calibration, in sentences; none: it is not calibrated.</param>
    public static string Of(FinishedRun run, params IReadOnlyList<string> calibration)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(calibration);
        var text = new StringBuilder();
        var (setting, training) = (run.Phase.Setting, run.Phase.Training);
        var report = EvaluationReport.Create(run.Test(), run.Labels.TypeCount);
        Paragraph($"# {run.Name}: {run.Folder.Name}", run.Result.Synthetic
            ? "**Trained on synthetic data: it says nothing about a real patient.** Research software."
            : "Research software: it is no medical device, and no output of it is for a decision about a patient.");
        Section("Model",
            $"{run.Phase.Kind}, scale {setting.Scale.ToString().ToLowerInvariant()}, seed {setting.Seed}, code {run.Phase.CodeName}",
            $"classifies {Seen(run.Phase.Sees)} as {run.Labels}",
            $"{training.Epochs} epochs in batches of {training.BatchSize}, rate {Number(training.LearningRate, "0.######")}; epoch "
                + $"{run.Result.BestEpoch} was kept ({training.Keeps}; no test patient decides it)",
            run.Phase.Needs.Count == 0
                ? "needs no other training"
                : $"taught by {string.Join(", ", run.Phase.Needs.Select(need => need.FolderName))}");
        Section("Data",
            run.Result.Synthetic ? "synthetic patients: a phantom, drawn by this program" : "the patients of a cohort that was given",
            $"sequences {setting.Data ?? "unknown"}; {setting.Size.Frames} frames of {setting.Size.Size}x{setting.Size.Size} pixels",
            $"split by patient, seed {setting.SplitSeed}; {Number(100 * setting.TrainingShare, "0")} % of the training patients were used",
            $"test: {report.Sequences.Count} tumour sequences of {report.Patients.Count} patients; extra: "
                + $"{Predictions.OfTypes(run.Extra(), run.Labels.TypeCount).Count} sequences");
        Test(text, run, report);
        Section("Calibration", calibration.Count > 0 ? [.. calibration]
            : ["not calibrated: probabilities are the network's own (`mhdnet calibrate` fits them on validation patients)"]);
        Section("Intended use",
            "to judge the statements of the paper that it re-implements, to teach, as a start for trainings on one's own patients");
        Section("What it must not be used for",
            run.Result.Synthetic ? "any real patient: it has never seen one" : "any decision about a patient: it is no medical device",
            "other organs, other modalities, series that `mhdnet predict` refuses, labels other than those above",
            "a comparison with the paper's own figures, which are of other patients");
        Items(text, "CLAIM 2024", ClaimItems.All, run);
        Items(text, "TRIPOD+AI", TripodItems.All, run);
        return text.ToString();

        void Paragraph(string heading, string line) => text.Append(heading).Append("\n\n").Append(line).Append('\n');

        void Section(string heading, params string[] lines)
        {
            Heading(text, heading);
            Array.ForEach(lines, line => text.Append("- ").Append(line).Append('\n'));
        }
    }

    private static void Test(StringBuilder text, FinishedRun run, EvaluationReport report)
    {
        Heading(text, "Test");
        Row(text, "%", "by sequence", "95 %", "by patient", "95 %");
        Row(text, "---", "---:", "---:", "---:", "---:");
        foreach (var (name, label, of) in EvaluationReport.Headline)
        {
            Row(text, label, Percent(of(report.Sequences)), Range(report.SequenceIntervals[name]),
                Percent(of(report.Patients)), Range(report.PatientIntervals[name]));
        }

        text.Append('\n');
        Row(text, "type", "sequences", "precision", "recall", "F1", "AUC");
        Row(text, "---", "---:", "---:", "---:", "---:", "---:");
        foreach (var type in report.Sequences.Classes.Take(run.Labels.TypeCount))
        {
            Row(text, run.Labels.NameOf(type.Class), $"{type.TrueCount}", Percent(type.Precision), Percent(type.Recall),
                Percent(type.F1), Percent(type.Auc));
        }

        if (report.OtherAccuracy is { } other)
        {
            text.Append("\n`other` sequences called so: ").Append(Percent(other)).Append(" %\n");
        }
    }

    private static void Items(StringBuilder text, string guideline, IReadOnlyList<ReportingItem> items, FinishedRun run)
    {
        Heading(text, guideline);
        Row(text, "", "asked", "answered");
        Row(text, "---:", "---", "---");
        foreach (var item in items)
        {
            Row(text, $"{item.Number}", item.Topic, item.Answer(run));
        }
    }

    private static void Heading(StringBuilder text, string heading) => text.Append("\n## ").Append(heading).Append("\n\n");

    private static void Row(StringBuilder text, params string[] cells) => text.Append($"| {string.Join(" | ", cells)} |\n");

    private static string Seen(Modalities modalities) => modalities switch
    {
        Modalities.Ct => "CT sequences",
        Modalities.Wsi => "pathology sequences",
        _ => "CT and pathology sequences of the same patient",
    };

    private static string Range(Interval interval) => $"{Percent(interval.Low)} to {Percent(interval.High)}";

    private static string Percent(double share) => double.IsNaN(share) ? "-" : Number(100 * share, "0.0");

    private static string Number(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}

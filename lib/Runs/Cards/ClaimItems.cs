namespace MhdNet.Runs.Cards;

/// <summary>
/// The checklist for artificial intelligence in medical imaging, CLAIM 2024 (Tejani et al., Radiology: Artificial Intelligence 2024,
/// doi 10.1148/ryai.240300): what each of its 44 items asks for, in our words, and what a run answers.
/// </summary>
internal static class ClaimItems
{
    private const string OfCohort = "see the cohort's own documentation: this program does not know it";

    public static IReadOnlyList<ReportingItem> All { get; } =
    [
        new(1, "says that it is a study of AI", "yes: a re-implementation of a published method, MHD-Net (doi 10.1109/JBHI.2024.3376462)"),
        new(2, "summary", "the first lines of this card"),
        new(3, "background", "typing thymic epithelial tumours from CT where pathology is missing; the paper's introduction"),
        new(4, "aims and hypotheses", "whether the paper's 58 statements hold: `mhdnet ledger`"),
        new(5, "prospective or retrospective", "neither: the patients are simulated", "retrospective, as far as the cohort is"),
        new(6, "goal of the study", "feasibility: to reproduce a method, not to bring it into use"),
        new(7, "sources of data", "a phantom that this program draws (`mhdnet cohort phantom`)", OfCohort),
        new(8, "who is included", "every patient that is drawn", OfCohort),
        new(9, "preprocessing", run => $"window {run.Phase.Setting.Preprocessing.WindowCentre:0} ± "
            + $"{run.Phase.Setting.Preprocessing.WindowWidth / 2:0} HU, {run.Phase.Setting.Size.Frames} frames of "
            + $"{run.Phase.Setting.Size.Size} pixels; all of it is in experiment.json"),
        new(10, "choice of parts of the data", "the upper 20 % and the lower 30 % of a series' slices are left out, as the paper does"),
        new(11, "de-identification", "nobody to identify", "names are never read into sequences, logs or this card; ids are the cohort's"),
        new(12, "missing data", "pathology may be missing: the network is tested without it unless it needs it (see Model)"),
        new(13, "acquisition", "simulated CT; its noise, slices and kernels are in the cohort's files", OfCohort),
        new(14, "reference standard", "the type that the phantom was drawn with", "the type in patients.csv"),
        new(15, "why this standard", "it is the truth by construction", OfCohort),
        new(16, "who annotated", "nobody: the generator knows", OfCohort),
        new(17, "annotation of the test", "the same generator", OfCohort),
        new(18, "agreement of readers", "no readers; training labels of one simulated reader where labelAgreement is below 1", OfCohort),
        new(19, "how data are divided", run => $"at random within types, by seed {run.Phase.Setting.SplitSeed}; patients.csv may fix it"),
        new(20, "at which level they are disjoint", "by patient: all sequences of a patient are on one side"),
        new(21, "sample size", "for scale demo and study planned by simulation so that methods can be told apart; for smoke not at all"),
        new(22, "the model", "Model, above; layer by layer: `mhdnet describe` and data/WEIGHTS.md"),
        new(23, "software", "environment.json in this folder; environment/locks has every package with its checksum"),
        new(24, "initial weights", run => run.Folder.File("backbone.txt") is var file && File.Exists(file)
            ? "a pretrained backbone: backbone.txt" : "random, by the seed"),
        new(25, "training", "Model, above; experiment.json has every option"),
        new(26, "which model is kept", run => $"by {run.Phase.Training.Keeps}, on validation patients alone: epoch {run.Result.BestEpoch}"),
        new(27, "ensembles", run => run.Phase.Kind == "mean" ? "the mean of two networks" : "none"),
        new(28, "measures of performance", "accuracy, F1, precision, recall, quadratic kappa, area under the curves: Test, above"),
        new(29, "uncertainty", "95 % bootstrap intervals over patients"),
        new(30, "robustness", "further seeds: `mhdnet repeat`; wrong inputs: `mhdnet bench refusals`"),
        new(31, "explanation", "saliency of key slices in each report; attention maps in the notebooks. None is validated"),
        new(32, "internal evaluation", "Test, above"),
        new(33, "external evaluation", "none with patients; extra synthetic ones where extra.csv is", "none that this program knows of"),
        new(34, "registration of a trial", "none: no patients", OfCohort),
        new(35, "flow of patients", "Data, above"),
        new(36, "who the patients are", "`mhdnet cohort show` prints Table I"),
        new(37, "performance on every part", "Test, above; validation by epoch: metrics.jsonl"),
        new(38, "performance with its precision", "Test, above, with intervals"),
        new(39, "failures", "by type in Test, above; case by case: test.csv"),
        new(40, "limits", "What it must not be used for, below"),
        new(41, "meaning for practice", "none"),
        new(42, "protocol", "environment/ARTIFACT.md and notebooks/DEVIATIONS.md"),
        new(43, "availability", "code, synthetic data and weights come out of this repository", "code and, by its owner's leave, weights"),
        new(44, "funding", "none is known to this program"),
    ];
}

namespace MhdNet.Runs.Cards;

/// <summary>
/// TRIPOD+AI (Collins et al., BMJ 2024, doi 10.1136/bmj-2023-078378), for studies of prediction models: what each of its 27 items asks
/// for, in our words, and what a run answers.
/// </summary>
internal static class TripodItems
{
    private const string OfCohort = "see the cohort's own documentation: this program does not know it";

    public static IReadOnlyList<ReportingItem> All { get; } =
    [
        new(1, "title", "development of a model that types thymic epithelial tumours, and its test on other patients of the same cohort"),
        new(2, "abstract", "the first lines of this card"),
        new(3, "background, use, inequalities", "as the paper has it; not for use, so no pathway; inequalities were not looked at"),
        new(4, "objectives", "to judge the paper's statements, development and test"),
        new(5, "data and their dates", "a phantom, drawn on the day of the run", OfCohort),
        new(6, "participants", "simulated; no setting, no treatment", OfCohort),
        new(7, "preparation of data", "experiment.json; the same for all patients, whoever they are"),
        new(8, "outcome", "the tumour's type as drawn; known to the generator alone, never to the network at test", "patients.csv"),
        new(9, "predictors", "the CT sequence; pathology where the network needs it. No age, no sex, no laboratory value"),
        new(10, "sample size", "CLAIM 21"),
        new(11, "missing data", "CLAIM 12; a series too short for one sequence is left out and counted"),
        new(12, "analysis", "patients are divided once; no test patient decides anything; intervals by bootstrap over patients"),
        new(13, "class imbalance", "not corrected, but for `thinOther` where it is on; `mhdnet calibrate` calibrates probabilities"),
        new(14, "fairness", "not looked at: synthetic patients have no groups that mean anything", "not looked at"),
        new(15, "what the model gives", "a probability for each type; no threshold is set"),
        new(16, "training against evaluation", "the same cohort, labels and scanners: differences that use would bring are not tested"),
        new(17, "ethics", "no patients, so none was needed", OfCohort),
        new(18, "funding, interests, protocol, data, code", "CLAIM 42 to 44; CITATION.cff says who to cite"),
        new(19, "patients and public", "not involved"),
        new(20, "participants, found", "Data, above; `mhdnet cohort show`"),
        new(21, "numbers in each analysis", "Data and Test, above"),
        new(22, "the whole model", "model.safetensors here; `mhdnet export` writes it for others, as ONNX too"),
        new(23, "performance, also by group", "Test, above, with intervals; by type. Other groups were not looked at"),
        new(24, "updating", "the model was not updated after its test"),
        new(25, "interpretation", "`mhdnet ledger` and notebooks/RESULTS.md set it against the paper"),
        new(26, "limits", "What it must not be used for, below"),
        new(27, "use in care", "none is meant; poor input is refused by `mhdnet predict`, users need know nothing to be told so"),
    ];
}

using MhdNet.Data;
using MhdNet.Methods;
using MhdNet.Methods.Mhd;
using MhdNet.Runtime;

namespace MhdNet.Studies.Paper;

/// <summary>
/// MHD-Net against the methods of Tables III and IV and of Fig. 4: on one split, under one schedule, seed by seed. Each study is one
/// family of comparisons; what each method deploys is counted and timed.
/// </summary>
public static class ComparedMethods
{
    /// <summary>Table III: taught with pathology, tested without.</summary>
    public static Study Table3 { get; } = Of(
        "table3", "Missing pathology (Table III): MHD-Net's student against methods that learn with pathology and are tested without",
        Experiment.Paper, ComparisonMethods.MissingModality,
        Studies.Paper.Published.Table3.ToDictionary(row => (row.Dataset, row.Group == "proposed" ? Experiment.Paper.Name : row.Method),
            row => row.MAcc));

    /// <summary>Table IV: CT alone.</summary>
    public static Study Table4 { get; } = Of(
        "table4", "CT alone (Table IV): MHD-Net's student against methods that never see pathology",
        Experiment.Paper, ComparisonMethods.CtAlone,
        Studies.Paper.Published.Table4.Where(row => row.Method != "MHD-Net (teacher)")
            .ToDictionary(row => (row.Dataset, row.Method == "MHD-Net (student)" ? Experiment.Paper.Name : row.Method), row => row.MAcc));

    /// <summary>Fig. 4: CT and pathology, on the test patients that have both.</summary>
    public static Study Fig4 { get; } = Of(
        "fig4", "Both modalities (Fig. 4): MHD-Net's teacher against methods that are shown CT and pathology",
        Experiment.Teacher, ComparisonMethods.MultiModal,
        Studies.Paper.Published.Table4.Where(row => row.Method == "MHD-Net (teacher)")
            .ToDictionary(row => (row.Dataset, Experiment.Teacher.Name), row => row.MAcc)
            .Append(new((Studies.Paper.Published.Rptet, "DPMF-Net"), Studies.Paper.Published.Value("F4-a")))
            .Append(new((Studies.Paper.Published.CptacLuad, "DPMF-Net"), Studies.Paper.Published.Value("F4-b")))
            .ToDictionary());

    /// <summary>All three.</summary>
    public static IReadOnlyList<Study> All { get; } = [Table3, Table4, Fig4];

    /// <summary>Studies with some of their methods; what is no comparison method stays.</summary>
    /// <param name="methods">Names of the methods, commas between them; empty: all.</param>
    /// <param name="studies">The studies.</param>
    /// <exception cref="InputException">A name is that of no method of theirs.</exception>
    public static IReadOnlyList<Study> Only(string methods, params IReadOnlyList<Study> studies) =>
        SomeRows.Of(methods, "methods", row => row.Method is ComparisonMethod, studies);

    /// <summary>What a row is shown, as a figure of all methods groups them; null of a baseline.</summary>
    public static string? GroupOf(StudyRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        return row.Experiment.Method switch
        {
            MhdNetMethod => "MHD-Net",
            ComparisonMethod { Group: MethodGroup.MissingModality } => "taught with pathology, tested on CT",
            ComparisonMethod { Group: MethodGroup.MultiModal } => "tested on CT and pathology",
            ComparisonMethod => "CT alone",
            _ => null,
        };
    }

    /// <summary>The id of the ledger's statement that the paper's network is above a method.</summary>
    /// <param name="study">"table3", "table4" or "fig4".</param>
    /// <param name="dataset">The cohort as the paper names it.</param>
    /// <param name="method">The method.</param>
    public static string Statement(string study, string dataset, string method) => study switch
    {
        "table3" => $"T3-{dataset}-{method}",
        "table4" => $"T4-{dataset}-{method}",
        _ => dataset == Studies.Paper.Published.Rptet ? "F4-a" : "F4-b",
    };

    private static string TypingOf(string dataset) =>
        (dataset == Studies.Paper.Published.Rptet ? LabelSet.Thymic : LabelSet.LungGrade).Name;

    private static Study Of(
        string name, string title, Experiment reference, IReadOnlyDictionary<string, ComparisonMethod> methods,
        IReadOnlyDictionary<(string Dataset, string Row), double> published) => new()
        {
            Name = name,
            Title = title,
            Experiments = [reference, .. methods.Values.Select(ComparisonMethods.Row), .. MatchedControls.Baselines],
            Published = OnDataset(published, Studies.Paper.Published.Rptet),
            PublishedOnLung = OnDataset(published, Studies.Paper.Published.CptacLuad),
            Statements =
            [
                .. published.Keys.Where(key => methods.Values.Any(method => method.Name == key.Row))
                    .Select(key => new Statement(Statement(name, key.Dataset, key.Row), key.Row) { Typing = TypingOf(key.Dataset) }),
            ],
            AsksCosts = true,
        };

    private static Dictionary<string, double> OnDataset(
        IReadOnlyDictionary<(string Dataset, string Row), double> published, string dataset) =>
        published.Where(entry => entry.Key.Dataset == dataset).ToDictionary(entry => entry.Key.Row, entry => entry.Value);
}

using System.Globalization;
using MhdNet.Evaluation;
using MhdNet.Methods;
using MhdNet.Methods.Mhd;
using MhdNet.Runtime;
using MhdNet.Studies.Results;
using Microsoft.Data.Analysis;

namespace MhdNet.Studies.Paper;

/// <summary>
/// Every statement of the paper (its text, figures and tables), its value, ours, and whether it holds on the data at hand. Nothing is
/// trained for it: what has not been run says so.
/// </summary>
public sealed class Ledger
{
    private readonly StudySource _source;
    private readonly CohortFacts? _cohort;
    private readonly Dictionary<string, StudyResult?> _results = [], _confirmed = [];

    /// <summary>Reads what is there.</summary>
    /// <param name="source">Where the studies' results are taken from.</param>
    public Ledger(StudySource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        (_source, _cohort) = (source, source.Patients);
        Caption = _cohort?.Caption ?? $"No cohort of scale {source.Scale} has been made yet: `mhdnet study run` makes it.";
        Entries = [.. Published.Claims.Select(Of), .. Table1(), .. Table3(), .. Table4(), .. Table5()];
    }

    /// <summary>The statements, in the paper's order within text and tables.</summary>
    public IReadOnlyList<LedgerEntry> Entries { get; }

    /// <summary>What the runs behind it were made on.</summary>
    public string Caption { get; }

    /// <summary>The command that prints it.</summary>
    public string Command => $"mhdnet ledger {_source.Options}";

    /// <summary>The cohort's folder; empty: the built-in one.</summary>
    public string Cohort => _source.Cohort;

    /// <summary>One line: how many statements stand how.</summary>
    public string Summary
    {
        get
        {
            int Count(Standing standing) => Entries.Count(entry => entry.Standing == standing);
            var undecided = Count(Standing.Undecided);
            return $"{Entries.Count} statements of the paper: {Count(Standing.Holds)} hold, {Count(Standing.DoesNotHold)} do not, "
                + $"{undecided} {(undecided == 1 ? "is" : "are")} undecided, "
                + $"{Count(Standing.AnotherCohort)} are values of the paper's own patients, {Count(Standing.Setting)} "
                + $"{(Count(Standing.Setting) == 1 ? "is a setting" : "are settings")}, {Count(Standing.NotRun)} have not been run";
        }
    }

    /// <summary>The ledger as a table.</summary>
    public DataFrame Table() => new(
        new StringDataFrameColumn("id", Entries.Select(entry => entry.Id)),
        new StringDataFrameColumn("tier", Entries.Select(entry => $"{entry.Tier}")),
        new StringDataFrameColumn("where", Entries.Select(entry => entry.Where)),
        new StringDataFrameColumn("statement", Entries.Select(entry => entry.Claim)),
        new StringDataFrameColumn("paper", Entries.Select(entry => entry.Paper)),
        new StringDataFrameColumn("judged here", Entries.Select(entry => entry.Judged)),
        new StringDataFrameColumn("here", Entries.Select(entry => entry.Here)),
        new StringDataFrameColumn("verdict", Entries.Select(entry => entry.StandingInWords)),
        new StringDataFrameColumn("command", Entries.Select(entry => entry.Command)),
        new StringDataFrameColumn("runs", Entries.Select(entry => string.Join(' ', entry.Runs))));

    /// <summary>Writes the table as CSV, whole or not at all.</summary>
    public void WriteCsv(string path) =>
        AtomicFile.Write(path, stream => DataFrame.SaveCsv(Table(), stream, cultureInfo: CultureInfo.InvariantCulture));

    private LedgerEntry Of(Claim claim) => claim.Id switch
    {
        "F4-a" or "F4-b" =>
            OfMethod(claim.Id, claim.Where, claim.Statement, $"{claim.Value} {claim.Unit}",
                claim.Id == "F4-a" ? Published.Rptet : Published.CptacLuad),
        "F7-d" => Student(claim),
        "F7-e" => Count(claim, "parameters of the teacher", PaperCounts.Teacher(), "three branches and their SHFMs"),
        "D-a" => OnOther(claim),
        "D-b" => OfCohort(claim, cohort => $"{cohort.Sequences} sequences"),
        "D-c" => OfCohort(claim, cohort => $"{cohort.TrainingPatients} patients"),
        "D-d" => OfCohort(claim, cohort => $"{cohort.TestPatients} patients ({cohort.TestSequences} tumour CT)"),
        "T1-a" or "T1-b" => OfCohort(claim, cohort => $"`mhdnet cohort show {cohort.Folder}` prints it"),
        "D-e" => new(claim.Id, claim.Where, claim.Statement, $"{claim.Value} {claim.Unit}", "the CPTAC-LUAD cohort",
            "needs CPTAC-LUAD: `mhdnet cohort import-cptac`, then `mhdnet cohort show FOLDER`", Standing.NotRun, [])
        {
            Tier = StatementTier.Value,
            Command = "mhdnet cohort show FOLDER",
        },
        "T-a" => Setting(claim),
        _ => OfStudy(claim.Id, claim.Where, claim.Statement, $"{claim.Value} {claim.Unit}"),
    };

    private IEnumerable<LedgerEntry> Table1() =>
        [OfCohort(new Claim("T1", "Table I", "patients by WHO type: 13 A, 28 AB, 15 B1, 18 B1+B2, 19 B2, 10 B2+B3, 17 B3, 6 TC",
            "126", "patients"), cohort => string.Join(", ", cohort.OfTypes.Zip(cohort.Labels.Types, (count, type) => $"{count} {type}")))];

    private IEnumerable<LedgerEntry> Table3()
    {
        foreach (var row in Published.Table3)
        {
            var id = $"T3-{row.Dataset}-{row.Method}";
            yield return row.Group == "proposed"
                ? Value(id, "Table III", $"MHD-Net's student on {row.Dataset}", row.MAcc, row.Dataset, Experiment.Paper.Name)
                : OfMethod(id, "Table III", $"{row.Method} on {row.Dataset}", Percent(row.MAcc), row.Dataset);
        }
    }

    private IEnumerable<LedgerEntry> Table4()
    {
        foreach (var row in Published.Table4)
        {
            var id = $"T4-{row.Dataset}-{row.Method}";
            yield return row.Method switch
            {
                "MHD-Net (student)" =>
                    Value(id, "Table IV", $"MHD-Net's student on {row.Dataset}", row.MAcc, row.Dataset, Experiment.Paper.Name),
                "MHD-Net (teacher)" =>
                    Value(id, "Table IV", $"MHD-Net's teacher on {row.Dataset}", row.MAcc, row.Dataset, Experiment.Teacher.Name),
                _ => OfMethod(id, "Table IV", $"{row.Method} on {row.Dataset}", Percent(row.MAcc), row.Dataset),
            };
        }

        yield return OfStudy("T4-teacher", "Table IV", "the teacher is above the student", "91.50 against 89.89 mAcc %");
        yield return OfStudy("T4-alone", "IV.D", "the teacher's knowledge improves typing from CT alone", "better");
    }

    private IEnumerable<LedgerEntry> Table5()
    {
        foreach (var row in Published.ReceptiveField)
        {
            var kappa = row.Setting[0];
            yield return Count(
                new Claim($"T5-kernel-{kappa}", "Table V", $"parameters of SHFM, kernel {kappa}", Text(row.ParametersMillions), "M"),
                "parameters of the three SHFMs, 12 frames in each",
                PaperCounts.Kernel(kappa), $"as Table V counts; {Millions(PaperCounts.KernelAsBuilt(kappa))} at the stages' frames");
        }

        yield return OfStudy("T5-kernel", "Table V", "kernel 7 is best", "89.89 against 88.27, 88.65, 87.83 mAcc %");
        int[][] divisors = [[1, 1, 1], [2, 1, 1], [2, 2, 1]];
        foreach (var (row, grid) in Published.MemoryCapacity.Zip(divisors))
        {
            yield return Count(
                new Claim($"T5-capacity-{string.Join('-', row.Setting)}", "Table V",
                    $"parameters of the memory, {string.Join("; ", row.Setting)} items", Text(row.ParametersMillions), "M"),
                "values stored, 192 an item", PaperCounts.Capacity(grid),
                $"as Table V counts; {Millions(PaperCounts.CapacityAsBuilt(grid))} with the 768 of Eq. 11");
        }

        yield return OfStudy("T5-capacity", "Table V", "784; 784; 196 items are best", "89.89 against 88.40, 86.14 mAcc %");
    }

    private string Run(Study study, string? cohort = null) =>
        $"mhdnet study run {study.Name} {(cohort is null ? _source.Options : $"--cohort {cohort}")}";

    private LedgerEntry OfStudy(string id, string where, string claim, string paper)
    {
        var study = StudyCatalogue.All.FirstOrDefault(one => one.Statements.Any(statement => statement.Id == id))
            ?? throw new InvalidOperationException($"no study judges statement {id}");
        var statement = study.Statements.First(one => one.Id == id);
        var result = Deciding(study, statement);
        if (result?.Judge(statement) is not { } verdict)
        {
            return new(id, where, claim, paper, statement.InWords(study),
                $"`{Run(study)}`", Standing.NotRun, [])
            {
                Command = Run(study),
            };
        }

        var comparisons = statement.Rows.Select(row => result.Against(row, statement.Types)!).ToList();
        var sign = statement.RowsAreBetter ? 1 : -1;
        var alike = comparisons.Select(c => c.Decided).Distinct().Count() == 1;
        var found = comparisons.Select(c => (c.Row, c.Decided, Contrast: sign > 0 ? c.Decisive : c.Decisive.Reversed()))
            .Select(c => string.Create(
                CultureInfo.InvariantCulture,
                $"{(comparisons.Count > 1 ? c.Row + ": " : "")}{100 * c.Contrast.Difference.Value:+0.0;-0.0;0.0} points "
                    + $"[{100 * c.Contrast.Difference.Low:+0.0;-0.0;0.0}, {100 * c.Contrast.Difference.High:+0.0;-0.0;0.0}], p "
                    + $"{c.Contrast.P:0.000}{(alike ? "" : $" on {c.Decided}")}"));
        // a row may have others
        static StudyRow On(StudyRow row, IEnumerable<int> seeds) =>
            row with { Runs = [.. row.Runs.Where(run => seeds.Contains(run.Seed))] };
        IReadOnlyList<StudyRow> judged =
            [On(result.Rows[0], comparisons.SelectMany(c => c.Seeds)), .. comparisons.Select(c => On(result.Row(c.Row), c.Seeds))];
        return new(
            id, where, claim, paper, statement.InWords(study),
            $"{string.Join("; ", found)}; {(alike ? $"{comparisons[0].Decided}, " : "")}{Seeds(comparisons.Min(c => c.Seeds.Count))}",
            LedgerEntry.StandingOf(verdict), Names(judged))
        {
            Code = Code(judged),
            Command = Run(study),
        };
    }

    // a method's line in a table: whether the paper's network is above it, on a cohort of the table's typing
    private LedgerEntry OfMethod(string id, string where, string claim, string paper, string dataset)
    {
        if (IsOf(dataset))
        {
            return OfStudy(id, where, claim, paper);
        }

        var study = StudyCatalogue.All.First(one => one.Statements.Any(statement => statement.Id == id));
        return new(id, where, claim, paper, study.Statements.First(one => one.Id == id).InWords(study),
            $"needs a cohort of the typing of {dataset}: `{Run(study, "FOLDER")}`", Standing.NotRun, [])
        {
            Command = Run(study, "FOLDER"),
        };
    }

    private bool IsOf(string dataset) =>
        _cohort is null || Published.DatasetOf(_cohort.Labels) == dataset;

    private LedgerEntry OnOther(Claim claim)
    {
        var row = Result(Tables3And4.Study)?.Rows[0];
        var typeCount = _cohort?.Labels.TypeCount ?? 0;
        var found = row?.Runs.Select(run => (run.Seed, Predictions: (IReadOnlyList<Prediction>)[.. run.Run.Test()
            .Where(p => p.Label >= typeCount)])).Where(run => run.Predictions.Count > 0).ToList();
        if (found is not { Count: > 0 })
        {
            return new(claim.Id, claim.Where, claim.Statement, $"{claim.Value} {claim.Unit}", "`other` sequences called so by the student",
                $"`{Run(Tables3And4.Study)}`", Standing.NotRun, [])
            {
                Tier = StatementTier.Bound,
                Command = Run(Tables3And4.Study),
            };
        }

        var interval = ResampledScore.Interval(Score.MAcc, new Replicates(found), typeCount);
        return new(
            claim.Id, claim.Where, claim.Statement, $"{claim.Value} {claim.Unit}", "`other` sequences called so by the student",
            string.Create(CultureInfo.InvariantCulture, $"{100 * interval.Value:0.0} % [{100 * interval.Low:0.0}, "
                + $"{100 * interval.High:0.0}] of {found[0].Predictions.Count} sequences, {Seeds(found.Count)}"),
            LedgerEntry.StandingOf(VerdictRule.AtLeast(interval, Published.Value(claim.Id) / 100)), Names([row!]))
        {
            Code = Code([row!]),
            Tier = StatementTier.Bound,
            Command = Run(Tables3And4.Study),
        };
    }

    private LedgerEntry OfCohort(Claim claim, Func<CohortFacts, string> count) => new(
        claim.Id, claim.Where, claim.Statement, $"{claim.Value} {claim.Unit}", "the cohort at hand",
        _cohort is null ? $"`{Run(Tables3And4.Study)}`" : count(_cohort), _cohort is null ? Standing.NotRun : Standing.AnotherCohort, [])
    {
        Tier = StatementTier.Value,
        Command = _cohort is null ? Run(Tables3And4.Study) : $"mhdnet cohort show {_cohort.Folder}",
    };

    // a score of the paper's own patients: ours stands beside it, on other patients
    private LedgerEntry Value(string id, string where, string claim, double paper, string dataset, string name)
    {
        var mine = IsOf(dataset);
        var row = mine ? Result(Tables3And4.Study)?.Row(name) : null;
        if (row?.Test is not { } test)
        {
            var run = Run(Tables3And4.Study, mine ? null : "FOLDER");
            return new(id, where, claim, Percent(paper), "mAcc by sequence",
                mine ? $"`{run}`" : $"needs a cohort of the typing of {dataset}: `{run}`", Standing.NotRun, [])
            {
                Tier = StatementTier.Value,
                Command = run,
            };
        }

        var spread = test.Spread(sample => Scores.Compute(Score.MAcc, sample, _cohort!.Labels.TypeCount));
        var deviation = spread.Count > 1 ? $" ± {Text(100 * spread.Deviation, "0.0")}" : "";
        return new(id, where, claim, Percent(paper), "mAcc by sequence",
            $"{Text(100 * spread.Mean, "0.0")}{deviation} mAcc %, {Seeds(spread.Count)}", Standing.AnotherCohort, Names([row]))
        {
            Code = Code([row]),
            Tier = StatementTier.Value,
            Command = Run(Tables3And4.Study),
        };
    }

    private static string Seeds(int count) => $"{count} seed{(count == 1 ? "" : "s")}";

    private static LedgerEntry Student(Claim claim)
    {
        var (trained, deployed) = PaperCounts.Student();
        return Count(claim, "parameters of the student", trained,
            $"trained; {Millions(deployed)} deployed, with the radiology branch and the memory it reads");
    }

    private static LedgerEntry Count(Claim claim, string judged, long found, string remark) => new(
        claim.Id, claim.Where, claim.Statement, $"{claim.Value} {claim.Unit}",
        judged, string.Create(CultureInfo.InvariantCulture, $"{found:#,0} ({remark})"),
        Text(found / 1e6) == claim.Value ? Standing.Holds : Standing.DoesNotHold, [])
    {
        Tier = StatementTier.Count,
    };

    private static LedgerEntry Setting(Claim claim)
    {
        var options = ((MhdNetMethod)Experiment.Paper.Method).Teacher;
        return new(
            claim.Id, claim.Where, claim.Statement, $"{claim.Value} {claim.Unit}", "the settings at scale paper",
            string.Create(CultureInfo.InvariantCulture, $"{options.Epochs} epochs, batch {options.BatchSize}, rate "
                + $"{options.LearningRate}, Adam's betas 0.9 and 0.999"), Standing.Setting, [])
        {
            Tier = StatementTier.Setting,
        };
    }

    private StudyResult? Result(Study study) => Once(_results, study, () => _source.Find(study));

    // fresh patients judge wherever all networks of the study were shown to them
    private StudyResult? Deciding(Study study, Statement statement)
    {
        var result = Result(study);
        var fresh = result is null ? null : Once(_confirmed, study, () => _source.Confirmed(result));
        return fresh?.Judge(statement) is null ? result : fresh;
    }

    private static StudyResult? Once(Dictionary<string, StudyResult?> known, Study study, Func<StudyResult?> find)
    {
        if (!known.TryGetValue(study.Name, out var result))
        {
            known[study.Name] = result = find();
        }

        return result;
    }

    private static IReadOnlyList<string> Names(IEnumerable<StudyRow> rows) =>
        [.. rows.SelectMany(row => row.Runs).Select(run => run.Run.Folder.Name)];

    private static string Code(IEnumerable<StudyRow> rows) =>
        string.Join(", ", rows.SelectMany(row => row.Runs).Select(run => run.Run.Phase.Setting.Code[..12]).Distinct());

    private static string Percent(double value) => $"{Text(value)} mAcc %";

    private static string Millions(long count) => $"{Text(count / 1e6)} M";

    private static string Text(double value, string format = "0.00") => value.ToString(format, CultureInfo.InvariantCulture);
}

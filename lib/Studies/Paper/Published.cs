using System.Globalization;
using CsvHelper;
using MhdNet.Data;

namespace MhdNet.Studies.Paper;

/// <summary>
/// The numbers the paper prints, read from data/paper (which is compiled in). They are RPTET's and CPTAC-LUAD's, in the
/// paper's units (per cent, millions of parameters), and stand beside ours; they are never mixed with them.
/// </summary>
public static class Published
{
    /// <summary>Name of the paper's own cohort of thymic epithelial tumours.</summary>
    public const string Rptet = "RPTET";

    /// <summary>Name of the paper's public cohort of lung adenocarcinoma.</summary>
    public const string CptacLuad = "CPTAC-LUAD";

    /// <summary>Which of the paper's cohorts has these labels; RPTET for labels that neither has.</summary>
    public static string DatasetOf(LabelSet labels)
    {
        ArgumentNullException.ThrowIfNull(labels);
        return labels.Name == LabelSet.LungGrade.Name ? CptacLuad : Rptet;
    }

    private static readonly Lazy<IReadOnlyList<ClinicalCount>> _clinical = new(() => Read(
        "table1_rptet_clinical", r =>
            new ClinicalCount(r.GetString("attribute"), r.GetString("category"), r.Parse<int>("count"), r.Parse<double>("percent"))));

    private static readonly Lazy<IReadOnlyList<PublishedResult>> _table3 = new(() => Read(
        "table3_missing_pathology",
        r => new PublishedResult(
            r.GetString("dataset"), r.GetString("method"), r.GetString("group"),
            r.Parse<double>("mAcc"), r.Parse<double>("F1"), r.Parse<double>("QWK"), r.Parse<double>("Pre"), r.Parse<double>("Rec"))));

    private static readonly Lazy<IReadOnlyList<PublishedResult>> _table4 = new(() => Read(
        "table4_unimodal",
        r => new PublishedResult(
            r.GetString("dataset"), r.GetString("method"), "", r.Parse<double>("mAcc"), r.Parse<double>("F1"), r.Parse<double>("QWK"))));

    private static readonly Lazy<IReadOnlyList<PublishedVariant>> _receptiveField = new(() => Read(
        "table5_receptive_field",
        r => new PublishedVariant([r.Parse<int>("kernel")], r.Parse<double>("mAcc"), r.Parse<double>("params_millions"))));

    private static readonly Lazy<IReadOnlyList<PublishedVariant>> _memoryCapacity = new(() => Read(
        "table5_memory_capacity",
        r => new PublishedVariant(
            [r.Parse<int>("stage1_items"), r.Parse<int>("stage2_items"), r.Parse<int>("stage3_items")],
            r.Parse<double>("mAcc"),
            r.Parse<double>("params_millions"))));

    private static readonly Lazy<IReadOnlyList<Claim>> _claims = new(() => Read(
        "text_and_figure_claims",
        r => new Claim(r.GetString("id"), r.GetString("where"), r.GetString("statement"), r.GetString("value"), r.GetString("unit"))));

    /// <summary>Table I: the patients of RPTET by sex, symptom and WHO type.</summary>
    public static IReadOnlyList<ClinicalCount> Clinical => _clinical.Value;

    /// <summary>Table III: methods for missing pathology.</summary>
    public static IReadOnlyList<PublishedResult> Table3 => _table3.Value;

    /// <summary>Table IV: networks on CT alone, and MHD-Net's student and teacher.</summary>
    public static IReadOnlyList<PublishedResult> Table4 => _table4.Value;

    /// <summary>Table V: receptive field of the correlation, one setting a row.</summary>
    public static IReadOnlyList<PublishedVariant> ReceptiveField => _receptiveField.Value;

    /// <summary>Table V: items of the memory by stage, one setting a row.</summary>
    public static IReadOnlyList<PublishedVariant> MemoryCapacity => _memoryCapacity.Value;

    /// <summary>Statements of the text and values read off the figures.</summary>
    public static IReadOnlyList<Claim> Claims => _claims.Value;

    /// <summary>The number of a statement.</summary>
    /// <exception cref="InvalidOperationException">There is no such statement, or it has no number.</exception>
    public static double Value(string id) => double.Parse(Claims.Single(claim => claim.Id == id).Value, CultureInfo.InvariantCulture);

    private static List<T> Read<T>(string table, Func<CsvReader, T> row)
    {
        var stream = typeof(Published).Assembly.GetManifestResourceStream($"paper/{table}.csv")
            ?? throw new InvalidOperationException($"paper/{table}.csv is not compiled into the library");
        using var csv = CsvReader.Create(stream, new CsvReaderOptions
        {
            Separator = ',',
            MalformedData = CsvMalformedDataHandling.Throw,
            FieldCountMismatch = CsvFieldCountHandling.Throw,
        });
        var rows = new List<T>();
        while (csv.Read())
        {
            rows.Add(row(csv));
        }

        return rows;
    }
}

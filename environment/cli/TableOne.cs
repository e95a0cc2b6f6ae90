using System.Globalization;
using MhdNet.Data;
using MhdNet.Data.Cohorts;
using MhdNet.Studies.Paper;

namespace MhdNet.Cli;

/// <summary>The patients of a cohort, counted as Table I counts RPTET's: types, further columns of patients.csv, sex and age out of the
/// DICOM files, extent of the tumour.</summary>
internal static class TableOne
{
    private const int MostCategories = 12;

    /// <summary>Prints the table.</summary>
    public static void Print(Cohort cohort, CohortInspection found)
    {
        var thymic = cohort.Labels == LabelSet.Thymic;
        var further = cohort.FurtherColumns();
        var rows = new List<IReadOnlyList<string>>();
        var types = cohort.Labels.Types.Concat(cohort.Patients.Any(patient => patient.Label == LabelSet.Other)
            ? [LabelSet.Other] : Array.Empty<string>());
        rows.AddRange(types.Select(type => Count($"type {type}", "who_type",
            type, cohort.Patients.Count(patient => patient.Label == type), cohort.Patients.Count)));

        var imaged = found.Series.GroupBy(series => series.Entry.PatientId).ToList();
        if (!further.ContainsKey("sex"))
        {
            var sexes = imaged.Select(patient => patient.Select(series => series.Sex).FirstOrDefault(sex => sex.Length > 0))
                .OfType<string>().ToList();
            rows.AddRange(sexes.GroupBy(sex => sex switch { "M" => "male", "F" => "female", _ => "other" })
                .OrderByDescending(sex => sex.Key, StringComparer.Ordinal)
                .Select(sex => Count($"sex {sex.Key} (DICOM)", "sex", sex.Key, sex.Count(), sexes.Count)));
        }

        foreach (var (column, values) in further)
        {
            rows.AddRange(Column(column, [.. values.Where(value => value.Length > 0)]));
        }

        var ages = imaged.Select(patient => patient.Select(series => series.Age).FirstOrDefault(age => age is not null))
            .OfType<double>().ToList();
        if (ages.Count > 0 && !further.ContainsKey("age"))
        {
            rows.Add(["age, years (DICOM)", MeanAndRange(ages), Claim("T1-b")]);
        }

        var lesions = found.Series.Select(series => series.TumourMillimetres / 10).OfType<double>().ToList();
        if (lesions.Count > 0)
        {
            rows.Add(["tumour, head to feet, cm", lesions.Count > 1 ? $"{lesions.Average():0.00} +- {Deviation(lesions):0.00}"
                : $"{lesions[0]:0.00}", $"{Claim("T1-a")} (size)"]);
        }

        Ui.Table(["patients", "here", .. thymic ? ["RPTET, Table I"] : Array.Empty<string>()],
            rows.Select(row => thymic ? row : [.. row.Take(2)]));

        IReadOnlyList<string> Count(string name, string attribute, string category, int count, int all) =>
        [
            name, $"{count} ({100.0 * count / all:0.00} %)",
            Published.Clinical.FirstOrDefault(row => row.Attribute == attribute && row.Category == category) is { } published
            ? $"{published.Count} ({published.Percent:0.00} %)" : "",
        ];

        IEnumerable<IReadOnlyList<string>> Column(string name, List<string> values)
        {
            var numbers = values.Select(value => double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
                ? number : double.NaN).ToList();
            var categories = values.GroupBy(value => value).ToList();
            return values.Count == 0 ? [[name, "-", ""]]
                : numbers.TrueForAll(double.IsFinite) ? [[name, MeanAndRange(numbers), name == "age" ? Claim("T1-b") : ""]]
                : categories.Count <= MostCategories ? categories.OrderByDescending(category => category.Count())
                .Select(category => Count($"{name} {category.Key}", name, category.Key, category.Count(), values.Count))
                : [[name, $"{categories.Count} values", ""]];
        }
    }

    private static string MeanAndRange(List<double> values) => $"{values.Average():0} ({values.Min():0} to {values.Max():0})";

    private static double Deviation(List<double> values) =>
        Math.Sqrt(values.Sum(value => Math.Pow(value - values.Average(), 2)) / (values.Count - 1));

    private static string Claim(string id) => Published.Claims.Single(claim => claim.Id == id).Value;
}

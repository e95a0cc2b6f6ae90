using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;

namespace MhdNet.Reports;

/// <summary>
/// A report as a FHIR R4 DiagnosticReport in JSON, its observations contained and the page attached. It is preliminary: nobody has signed
/// it. It names nobody unless the report does.
/// </summary>
internal static class FhirReport
{
    private const string Loinc = "http://loinc.org", Units = "http://unitsofmeasure.org";

    /// <summary>The resource.</summary>
    /// <param name="report">A report of a series that was classified.</param>
    /// <param name="page">report.pdf.</param>
    public static JsonObject Of(SeriesReport report, byte[] page)
    {
        var issued = report.Created.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        return new JsonObject
        {
            ["resourceType"] = "DiagnosticReport",
            ["text"] = Narrative(report),
            ["contained"] = new JsonArray([Probabilities(report), .. report.Set is null ? (JsonNode[])[] : [Set(report)]]),
            ["status"] = "preliminary",
            ["category"] = new JsonArray(Coded("http://terminology.hl7.org/CodeSystem/v2-0074", "RAD", "Radiology")),
            ["code"] = Coded(Loinc, "24627-2", "CT Chest"),
            ["subject"] = new JsonObject { ["display"] = report.Identity ?? "not named here" },
            ["issued"] = issued,
            ["performer"] = new JsonArray(new JsonObject { ["display"] = $"MhdNet, {report.Model.Run}" }),
            ["result"] = new JsonArray(
                [Reference("#probabilities"), .. report.Set is null ? (JsonNode[])[] : [Reference("#set")]]),
            ["conclusion"] = $"{report.Notice}. {report.Verdict}",
            ["presentedForm"] = new JsonArray(new JsonObject
            {
                ["contentType"] = "application/pdf",
                ["data"] = Convert.ToBase64String(page),
                ["title"] = $"{ReportTexts.Title}. {report.Notice}",
                ["creation"] = issued,
            }),
        };
    }

    private static JsonObject Narrative(SeriesReport report) => new()
    {
        ["status"] = "generated",
        ["div"] = $"<div xmlns=\"http://www.w3.org/1999/xhtml\"><p>{WebUtility.HtmlEncode(report.Notice)}</p>"
            + $"<p>{WebUtility.HtmlEncode(report.Verdict)}</p></div>",
    };

    private static JsonObject Probabilities(SeriesReport report) => new()
    {
        ["resourceType"] = "Observation",
        ["id"] = "probabilities",
        ["status"] = "preliminary",
        ["code"] = new JsonObject
        {
            ["text"] = $"Probability of each type{(report.Calibrated ? ", calibrated" : "")}, given that there is a tumour",
        },
        ["component"] = new JsonArray([.. report.Types.Select(type => new JsonObject
        {
            ["code"] = new JsonObject { ["text"] = type.Key },
            ["valueQuantity"] = new JsonObject
            {
                ["value"] = Math.Round(100 * (decimal)type.Value, 2),
                ["unit"] = "%",
                ["system"] = Units,
                ["code"] = "%",
            },
        })]),
    };

    private static JsonObject Set(SeriesReport report) => new()
    {
        ["resourceType"] = "Observation",
        ["id"] = "set",
        ["status"] = "preliminary",
        ["code"] = new JsonObject
        {
            ["text"] = string.Create(CultureInfo.InvariantCulture, $"Types in the {100 * report.Level:0} % conformal set"),
        },
        ["valueString"] = report.Set is { Count: > 0 } set ? string.Join(", ", set) : "none",
    };

    private static JsonObject Coded(string system, string code, string display) => new()
    {
        ["coding"] = new JsonArray(new JsonObject { ["system"] = system, ["code"] = code, ["display"] = display }),
    };

    private static JsonObject Reference(string to) => new() { ["reference"] = to };
}

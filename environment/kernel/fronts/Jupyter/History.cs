using System.IO.Enumeration;
using System.Text.Json.Nodes;
using Cellwright.Fronts.Jupyter.Wire;

namespace Cellwright.Fronts.Jupyter;

/// <summary>The cells executed in this session. Earlier sessions are not kept: a notebook is its own record.</summary>
public sealed class History
{
    private const int Session = 1;

    private readonly List<(int Number, string Source)> cells = [];

    /// <summary>Takes in a cell.</summary>
    public void Add(int number, string source) => cells.Add((number, source));

    /// <summary>Answers a history request: the last n, a range, or those that match a pattern with * and ?.</summary>
    public JsonObject Reply(Message request)
    {
        ArgumentNullException.ThrowIfNull(request);
        var all = cells.AsEnumerable();
        var found = request.Text("hist_access_type") switch
        {
            "range" => all.Where(cell => request.Number("session") is null or 0 or Session
                && cell.Number >= (request.Number("start") ?? 0) && cell.Number < (request.Number("stop") ?? int.MaxValue)),
            "search" => Last(Matching(all, request.Text("pattern") ?? "*", request.Flag("unique", otherwise: false)), request.Number("n")),
            _ => Last(all, request.Number("n")),
        };
        var withOutput = request.Flag("output", otherwise: false);
        return new JsonObject
        {
            ["status"] = "ok",
            ["history"] = new JsonArray([.. found.Select(cell => new JsonArray(
                Session, cell.Number, withOutput ? new JsonArray(cell.Source, null) : JsonValue.Create(cell.Source)))]),
        };
    }

    private static IEnumerable<(int Number, string Source)> Matching(
        IEnumerable<(int Number, string Source)> cells, string pattern, bool unique)
    {
        var matching = cells.Where(cell => FileSystemName.MatchesSimpleExpression(pattern, cell.Source, ignoreCase: false));
        return unique ? matching.Reverse().DistinctBy(cell => cell.Source).Reverse() : matching;
    }

    private static IEnumerable<(int Number, string Source)> Last(IEnumerable<(int Number, string Source)> cells, int? n) =>
        n is { } most ? cells.TakeLast(most) : cells;
}

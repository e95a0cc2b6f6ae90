using System.Text.Json.Nodes;

namespace Cellwright.Fronts.Trials;

/// <summary>Contents of requests.</summary>
internal static class Requests
{
    /// <summary>An execute request as front ends send it.</summary>
    public static JsonObject Cell(string code) => new()
    {
        ["code"] = code,
        ["silent"] = false,
        ["store_history"] = true,
        ["allow_stdin"] = false,
        ["stop_on_error"] = true,
    };
}

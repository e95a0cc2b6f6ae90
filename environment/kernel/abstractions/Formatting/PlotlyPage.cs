using System.Reflection;
using System.Text;
using System.Text.Json;

namespace Cellwright.Formatting;

/// <summary>
/// A Plotly.NET chart as HTML that draws offline: plotly.js, a resource of Plotly.NET.dll, goes with the first chart of a process, and
/// later charts use it.
/// </summary>
internal static class PlotlyPage
{
    private static int scriptSent;

    public static string Embed(object chart)
    {
        var type = chart.GetType();
        while (type.FullName != "Plotly.NET.GenericChart")
        {
            type = type.BaseType!;
        }

        var html = (string)type.GetMethod("toChartHTML", BindingFlags.Public | BindingFlags.Static, [type])!.Invoke(null, [chart])!;
        return (Interlocked.Exchange(ref scriptSent, 1) == 0 ? Script(type.Assembly) : Warning()) + html;
    }

    // For a page that was loaded anew, on which the cell of the first chart has been run again since.
    private static string Warning()
    {
        var id = "plotly-" + Guid.NewGuid().ToString("N");
        return $"<div id=\"{id}\"></div><script>if (!window.Plotly) {{ document.getElementById('{id}').textContent = "
            + "'plotly.js is not on this page any more; it comes with the first chart after a restart of the kernel.'; }</script>\n";
    }

    // plotly.js looks for a module loader first; Jupyter's page has one (RequireJS) that would swallow the global that the charts need.
    private static string Script(Assembly plotly)
    {
        var name = plotly.GetManifestResourceNames().First(resource => resource.EndsWith(".min.js", StringComparison.Ordinal));
        using var reader = new StreamReader(plotly.GetManifestResourceStream(name)!, Encoding.UTF8);
        var source = JsonSerializer.Serialize(reader.ReadToEnd());
        return $"<script>if (!window.Plotly) {{ new Function('define', 'module', 'exports', {source}).call(window); }}</script>\n";
    }
}

using System.Diagnostics;
using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.CSharp;
using Microsoft.DotNet.Interactive.Events;

namespace MhdNet.Polyglot;

/// <summary>.NET Interactive's C# kernel with the helpers that its notebooks call (<c>display</c>, <c>HTML</c>).</summary>
internal sealed class InteractiveHost : IDisposable
{
    private readonly CompositeKernel kernel = new() { new CSharpKernel().UseKernelHelpers() };

    public InteractiveHost() => kernel.DefaultKernelName = "csharp";

    /// <summary>Runs a cell.</summary>
    /// <returns>How long it took, the media types of what it showed, and what made it fail; null: nothing.</returns>
    public async Task<(double Seconds, IReadOnlyList<string> Shown, string? Error)> RunAsync(string cell)
    {
        var clock = Stopwatch.StartNew();
        var result = await kernel.SendAsync(new SubmitCode(cell));
        var failure = result.Events.OfType<CommandFailed>().FirstOrDefault();
        string[] shown = [.. result.Events.OfType<DisplayEvent>().Where(Shows)
            .SelectMany(display => display.FormattedValues.Select(value => value.MimeType)).Distinct()];
        return (clock.Elapsed.TotalSeconds, shown, failure?.Message.Split('\n')[0]);
    }

    private static bool Shows(DisplayEvent display) => display is DisplayedValueProduced or ReturnValueProduced;

    public void Dispose() => kernel.Dispose();
}

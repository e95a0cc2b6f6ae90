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
    /// <returns>How long it took, and what made it fail; null: nothing.</returns>
    public async Task<(double Seconds, string? Error)> RunAsync(string cell)
    {
        var clock = Stopwatch.StartNew();
        var result = await kernel.SendAsync(new SubmitCode(cell));
        var failure = result.Events.OfType<CommandFailed>().FirstOrDefault();
        return (clock.Elapsed.TotalSeconds, failure?.Message.Split('\n')[0]);
    }

    public void Dispose() => kernel.Dispose();
}

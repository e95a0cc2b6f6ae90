using System.Collections.Concurrent;

namespace MhdNet.Tests.Kernel;

/// <summary>Notebooks that several tests look at, each executed once by the runner, to its end.</summary>
internal static class ExecutedNotebooks
{
    private static readonly ConcurrentDictionary<string, Lazy<Task<(KernelProcess Process, string Text)>>> Runs = [];

    /// <summary>The run of a notebook of this folder, with <c>--keep-going</c> and progress as JSON, and the file it wrote.</summary>
    public static Task<(KernelProcess Process, string Text)> Of(string name) => Runs.GetOrAdd(name, _ => new(() => Run(name))).Value;

    private static async Task<(KernelProcess Process, string Text)> Run(string name)
    {
        using var folder = new TemporaryFolder();
        var output = folder.File("out.ipynb");
        var process = await KernelProcess.Run("run", KernelProcess.Notebook(name), "-o", output, "-k", "--progress", "json");
        return (process, await File.ReadAllTextAsync(output, TestContext.Current.CancellationToken));
    }
}

namespace MhdNet.Runtime;

/// <summary>
/// Ends long work in a notebook's cell in good order when the cell is interrupted, without handing a token around: the notebook
/// kernel leaves a function for this in the application's data (environment/kernel/README.md). Without that kernel only the
/// caller's token counts.
/// </summary>
internal static class Interruption
{
    private const string Name = "Notebook.Interruption";

    /// <summary>A source that the caller's token or an interruption of the cell cancels. Dispose it when the work has ended.</summary>
    public static CancellationTokenSource Open(CancellationToken cancellation) =>
        AppContext.GetData(Name) is Func<CancellationToken, CancellationTokenSource> kernel
            ? kernel(cancellation)
            : CancellationTokenSource.CreateLinkedTokenSource(cancellation);
}

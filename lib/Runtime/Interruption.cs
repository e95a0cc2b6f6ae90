namespace MhdNet.Runtime;

/// <summary>
/// Long work in a notebook's cell ends in good order when the cell is interrupted, without a token being handed around:
/// the notebook kernel leaves a function in the application's data for it (environment/kernel/README.md). Without that
/// kernel only the caller's token counts.
/// </summary>
internal static class Interruption
{
    private const string Name = "Notebook.Interruption";

    /// <summary>A source that is cancelled with the caller's token, and when the cell is interrupted. Dispose it when the work has ended.</summary>
    public static CancellationTokenSource Open(CancellationToken cancellation) =>
        AppContext.GetData(Name) is Func<CancellationToken, CancellationTokenSource> kernel
            ? kernel(cancellation)
            : CancellationTokenSource.CreateLinkedTokenSource(cancellation);
}

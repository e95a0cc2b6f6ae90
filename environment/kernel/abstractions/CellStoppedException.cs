using System.ComponentModel;

namespace Cellwright;

/// <summary>Ends the code of a cell that was asked to stop, on whichever thread it runs.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class CellStoppedException() : OperationCanceledException("The cell was stopped.");

namespace Cellwright;

/// <summary>
/// Where the outputs of a cell go, and where its input comes from: a notebook file, the Jupyter wire, a list in a test. Any thread may
/// call it.
/// </summary>
public interface IOutputSink
{
    /// <summary>Text written to the console while the cell runs.</summary>
    /// <param name="stream">Standard output or standard error.</param>
    /// <param name="text">The text as written, line ends included.</param>
    public void Stream(ConsoleStream stream, string text);

    /// <summary>A value shown by <c>display</c>.</summary>
    /// <param name="bundle">Its representations.</param>
    /// <param name="displayId">The name under which <see cref="UpdateDisplay"/> replaces it.</param>
    public void Display(MimeBundle bundle, string displayId);

    /// <summary>Replaces a value shown earlier, in this cell or another.</summary>
    /// <param name="bundle">The new representations.</param>
    /// <param name="displayId">The name given to <see cref="Display"/>.</param>
    public void UpdateDisplay(MimeBundle bundle, string displayId);

    /// <summary>The value of the cell's trailing expression.</summary>
    public void Result(MimeBundle bundle);

    /// <summary>Takes away what the cell has shown so far.</summary>
    /// <param name="wait">Only when its next output comes, so that a picture that is redrawn does not flicker.</param>
    public void ClearOutput(bool wait);

    /// <summary>Asks the person at the keyboard for a line (<c>Console.ReadLine</c>); null at the end of the input.</summary>
    /// <exception cref="InvalidOperationException">Nobody is there to be asked.</exception>
    public string? ReadLine();

    /// <summary>What ended the cell early.</summary>
    public void Error(CellError error);
}

namespace MhdNet.Data.Ct;

/// <summary>
/// Reads CT series of one format. Implement it to adapt another toolkit or a format of your own, and hand it to
/// <see cref="CtReaders.Add"/>: checks, imports, preprocessing and prediction then ask it first.
/// </summary>
public interface ICtReader
{
    /// <summary>Whether this reader takes the file or folder: decided by what is in it, of which a few leading bytes should do.</summary>
    /// <param name="path">A file or folder that is there.</param>
    public bool CanRead(string path);

    /// <summary>Reads the whole series.</summary>
    /// <exception cref="Runtime.InputException">The series cannot be used; one line says why and where.</exception>
    public CtVolume Read(string path);

    /// <summary>Reads the whole series, on the user's word where its files do not say what their values are.</summary>
    /// <param name="path">As in <see cref="Read(string)"/>.</param>
    /// <param name="assumeHounsfield">Whether values of which nothing is said count as HU; the volume notes it. By default it changes
    /// nothing.</param>
    /// <exception cref="Runtime.InputException">The series cannot be used; one line says why and where.</exception>
    public CtVolume Read(string path, bool assumeHounsfield) => Read(path);

    /// <summary>
    /// The files that <see cref="Read(string)"/> reads: when one of them changes, the series is preprocessed again. By default the file, or
    /// all of the folder.
    /// </summary>
    public IReadOnlyList<string> Files(string path) =>
        Directory.Exists(path) ? [.. Directory.EnumerateFiles(path).Order(StringComparer.Ordinal)] : [path];

    /// <summary>
    /// Everything that is wrong with the files of a series that <see cref="Read(string)"/> refuses, a line each; none where its own
    /// line says all.
    /// </summary>
    public IReadOnlyList<string> Problems(string path) => [];
}

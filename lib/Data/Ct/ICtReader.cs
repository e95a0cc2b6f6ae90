namespace MhdNet.Data.Ct;

/// <summary>Reads CT series of one format. Another toolkit is adapted by implementing this and adding it to <see cref="CtReaders.All"/>.</summary>
public interface ICtReader
{
    /// <summary>Whether this reader takes the path: decided from its kind and name, or a few leading bytes.</summary>
    public bool CanRead(string path);

    /// <summary>Reads the whole series.</summary>
    /// <exception cref="Runtime.InputException">The series cannot be used; one line says why and where.</exception>
    public CtVolume Read(string path);
}

using MhdNet.Runtime;

namespace MhdNet.Data.Ct;

/// <summary>
/// A series that was read and is none of a CT in Hounsfield units: another modality, a map made from a CT, values that are something else.
/// What is damaged or missing is another <see cref="InputException"/>.
/// </summary>
public sealed class NotCtException : InputException
{
    /// <summary>Creates the error from its one line.</summary>
    public NotCtException(string message)
        : base(message)
    {
    }
}

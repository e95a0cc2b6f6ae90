namespace MhdNet.Runtime;

/// <summary>
/// Something given from outside (a file, a folder, an option) cannot be used. The message is one line: what is wrong,
/// where, and what to do. Commands print it as it is and exit with a non-zero code.
/// </summary>
public class InputException : Exception
{
    /// <summary>Whether a failure to read is the input's: this error, or the system's about a file or its permissions.</summary>
    public static bool Covers(Exception failure) => failure is InputException or IOException or UnauthorizedAccessException;

    /// <summary>Creates the error from its one line.</summary>
    public InputException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the error from its one line and what caused it (shown with <c>--verbose</c> only).</summary>
    public InputException(string message, Exception cause)
        : base(message, cause)
    {
    }
}

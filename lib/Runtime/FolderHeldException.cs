namespace MhdNet.Runtime;

/// <summary>Another process is writing into a folder.</summary>
/// <param name="message">Which folder, and which process.</param>
/// <param name="inner">The system's error.</param>
public sealed class FolderHeldException(string message, Exception inner) : InputException(message, inner);

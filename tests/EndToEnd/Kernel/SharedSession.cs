using Cellwright.Engine;

namespace MhdNet.Tests.Kernel;

/// <summary>One session for the tests of a class, none of which minds what another has declared.</summary>
public sealed class SharedSession : IDisposable
{
    public CSharpSession Session { get; } = new(AppContext.BaseDirectory);

    public void Dispose() => Session.Dispose();
}

using System.Runtime.CompilerServices;
using MhdNet.Runtime;

namespace MhdNet.Tests;

/// <summary>Before any test: libtorch with one thread, since the test projects run side by side.</summary>
internal static class TestStart
{
    [ModuleInitializer]
    internal static void Start() => TorchRuntime.Start(seed: 0, threads: 1);
}


using Cellwright.Formatting;

namespace Cellwright;

/// <summary>
/// This suite's formatters for notebook kernels other than its own, which registers them by itself. Under .NET Interactive
/// one cell is enough: <c>#r "../artifacts/bin/Cellwright.Abstractions/Cellwright.Abstractions.dll"</c>, then
/// <c>Cellwright.SuiteFormatters.Register();</c>.
/// </summary>
public static class SuiteFormatters
{
    /// <summary>Shows plots, pictures, data frames, tensors and modules as this suite does. A second call changes nothing.</summary>
    public static void Register() => BuiltInFormatters.Prefer();
}

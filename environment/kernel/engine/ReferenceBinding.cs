using Microsoft.CodeAnalysis;

namespace Cellwright.Engine;

/// <summary>
/// Binds the references of compilations one after another. Compilations of the same files share their types if one is bound after the
/// other; two that are bound at once make types of their own, and a later cell finds a <c>string</c> that is none
/// (CS1929: "requires a receiver of type 'string'").
/// </summary>
internal static class ReferenceBinding
{
    private static readonly Lock OneAtATime = new();

    /// <summary>Binds a compilation, before anything else is asked of it.</summary>
    public static T Bound<T>(this T compilation)
        where T : Compilation
    {
        lock (OneAtATime)
        {
            _ = compilation.GetSpecialType(SpecialType.System_Object);
        }

        return compilation;
    }
}

using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using MhdNet.Methods.Mhd;
using MhdNet.Runtime;

namespace MhdNet.Methods;

/// <summary>Marks what a phase's file says for convenience and what cannot change its result, such as where a file lies.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class NotHashedAttribute : Attribute;

/// <summary>
/// Phases as JSON. Each names its type by a discriminator, the type's name without "Phase"; types of one's own, from a notebook's cell
/// or another library, are known from their first use in the process on.
/// </summary>
public static class PhaseJson
{
    private const string Discriminator = "phase";

    private static readonly Lock Known = new();
    private static readonly Dictionary<string, Type> Types = [];
    private static JsonSerializerOptions _readable = Create(indented: true, all: true);
    private static JsonSerializerOptions _canonical = Create(indented: false, all: false);

    static PhaseJson()
    {
        foreach (var type in new[]
        {
            typeof(TeacherPhase), typeof(StudentPhase), typeof(BranchPhase), typeof(LeakingPhase),
        }.Concat(MatchedControls.Phases).Concat(ComparisonMethods.Phases))
        {
            Know(type);
        }
    }

    /// <summary>How a phase and records that hold one are written and read.</summary>
    public static JsonSerializerOptions Readable
    {
        get
        {
            lock (Known)
            {
                return _readable;
            }
        }
    }

    /// <summary>Makes a type of phase readable; a later one of the same name, such as a cell's that is run again, takes its
    /// place.</summary>
    public static void Know(Type type)
    {
        ArgumentNullException.ThrowIfNull(type);
        lock (Known)
        {
            var name = NameOf(type);
            if (!Types.TryGetValue(name, out var known) || known != type)
            {
                Types[name] = type;
                (_readable, _canonical) = (Create(indented: true, all: true), Create(indented: false, all: false));
            }
        }
    }

    /// <summary>The text that names a phase: everything that decides its result.</summary>
    internal static string Canonical(Phase phase)
    {
        KnowAll(phase);
        JsonSerializerOptions options;
        lock (Known)
        {
            options = _canonical;
        }

        return JsonSerializer.Serialize(phase, options);
    }

    /// <summary>Makes all types of a phase and what it needs readable.</summary>
    internal static void KnowAll(Phase phase)
    {
        Know(phase.GetType());
        foreach (var need in phase.Needs)
        {
            KnowAll(need);
        }
    }

    /// <summary>Whether JSON could not be read because it names a type of phase that this process does not know.</summary>
    internal static bool IsUnknownMethod(Exception error) => error.Message.Contains("discriminator", StringComparison.Ordinal);

    private static string NameOf(Type type)
    {
        var name = type.Name.EndsWith(nameof(Phase), StringComparison.Ordinal) ? type.Name[..^nameof(Phase).Length] : type.Name;
        return JsonNamingPolicy.KebabCaseLower.ConvertName(name);
    }

    private static JsonSerializerOptions Create(bool indented, bool all) => new(indented ? JsonFormat.Readable : JsonFormat.Compact)
    {
        IgnoreReadOnlyProperties = true,
        RespectNullableAnnotations = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { Derived, info => Leave(info, all) } },
    };

    private static void Derived(JsonTypeInfo info)
    {
        if (info.Type != typeof(Phase))
        {
            return;
        }

        info.PolymorphismOptions = new JsonPolymorphismOptions { TypeDiscriminatorPropertyName = Discriminator };
        foreach (var (name, type) in Types)
        {
            info.PolymorphismOptions.DerivedTypes.Add(new JsonDerivedType(type, name));
        }
    }

    private static void Leave(JsonTypeInfo info, bool all)
    {
        if (all)
        {
            return;
        }

        foreach (var property in info.Properties.Where(property =>
            property.AttributeProvider?.IsDefined(typeof(NotHashedAttribute), inherit: true) == true).ToList())
        {
            info.Properties.Remove(property);
        }
    }
}

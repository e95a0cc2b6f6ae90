using Mono.Cecil;
using Mono.Cecil.Cil;

namespace MhdNet.Tests.Architecture;

/// <summary>Which types of the library name which others, read from the compiled code.</summary>
internal static class LibraryTypes
{
    private const string Prefix = "MhdNet.";

    /// <summary>Every use of one of the library's types by another, (user, used), by full name; nested types count as their
    /// outermost.</summary>
    public static IReadOnlyCollection<(string User, string Used)> Uses(string assembly)
    {
        using var module = ModuleDefinition.ReadModule(assembly);
        var uses = new HashSet<(string, string)>();
        foreach (var type in module.GetTypes())
        {
            var user = Outermost(type).FullName;
            foreach (var used in Named(type).SelectMany(Parts).Select(Outermost))
            {
                if (used.Namespace.StartsWith(Prefix, StringComparison.Ordinal) && used.FullName != user
                    && user.StartsWith(Prefix, StringComparison.Ordinal))
                {
                    uses.Add((user, used.FullName));
                }
            }
        }

        return uses;
    }

    /// <summary>The folder of lib/ a type's namespace stands for: MhdNet.Methods.Mhd.Ctmm is Methods.</summary>
    public static string FolderOf(string type) => type.Split('.')[1];

    private static IEnumerable<TypeReference> Named(TypeDefinition type)
    {
        var methods = type.Methods.SelectMany(Named);
        var held = type.Fields.Select(field => field.FieldType)
            .Concat(type.Interfaces.Select(part => part.InterfaceType))
            .Concat(type.CustomAttributes.Select(attribute => attribute.AttributeType));
        return type.BaseType is null ? held.Concat(methods) : held.Concat(methods).Append(type.BaseType);
    }

    private static IEnumerable<TypeReference> Named(MethodDefinition method)
    {
        yield return method.ReturnType;
        foreach (var parameter in method.Parameters)
        {
            yield return parameter.ParameterType;
        }

        if (!method.HasBody)
        {
            yield break;
        }

        foreach (var variable in method.Body.Variables)
        {
            yield return variable.VariableType;
        }

        foreach (var named in method.Body.Instructions.SelectMany(Named))
        {
            yield return named;
        }
    }

    private static IEnumerable<TypeReference> Named(Instruction instruction) => instruction.Operand switch
    {
        TypeReference type => [type],
        GenericInstanceMethod method => [method.DeclaringType, .. method.GenericArguments],
        MemberReference { DeclaringType: { } type } => [type],
        _ => [],
    };

    /// <summary>Element and argument types of arrays, references and generics, all the way down.</summary>
    private static IEnumerable<TypeReference> Parts(TypeReference type) => type switch
    {
        GenericInstanceType generic => generic.GenericArguments.SelectMany(Parts).Append(generic.ElementType),
        FunctionPointerType pointer => pointer.Parameters.Select(parameter => parameter.ParameterType)
        .Append(pointer.ReturnType).SelectMany(Parts),
        IModifierType modified => Parts(modified.ElementType),
        TypeSpecification wrapped => Parts(wrapped.ElementType),
        GenericParameter => [],
        _ => [type],
    };

    private static TypeReference Outermost(TypeReference type) => type.DeclaringType is null ? type : Outermost(type.DeclaringType);
}

using Mono.Cecil;

namespace Cellwright.Engine;

/// <summary>
/// The enums of constants and default values, whose underlying types must be known to write them. Their assemblies need not be found: the
/// constant itself tells.
/// </summary>
internal sealed class ConstantTypes() : MetadataResolver(new DefaultAssemblyResolver())
{
    private readonly Dictionary<string, TypeDefinition> enums = [];

    /// <summary>Takes in the constants of a module.</summary>
    public void Learn(ModuleDefinition module)
    {
        foreach (var type in module.GetTypes())
        {
            foreach (var field in type.Fields.Where(field => field.HasConstant))
            {
                Learn(module, field.FieldType, field.Constant);
            }

            foreach (var parameter in type.Methods.SelectMany(method => method.Parameters).Where(parameter => parameter.HasConstant))
            {
                Learn(module, parameter.ParameterType, parameter.Constant);
            }
        }
    }

    /// <inheritdoc />
    public override TypeDefinition Resolve(TypeReference type) =>
        enums.TryGetValue(type.FullName, out var known) ? known : base.Resolve(type);

    private void Learn(ModuleDefinition module, TypeReference type, object? constant)
    {
        if (constant is null or string)
        {
            return;
        }

        var own = type is GenericInstanceType { GenericArguments: [var value] } ? value : type; // of a nullable one, what it may hold
        var made = new TypeDefinition(own.Namespace, own.Name, TypeAttributes.Sealed, new TypeReference("System", "Enum", module, null));
        var underlying = module.ImportReference(constant.GetType());
        made.Fields.Add(new FieldDefinition("value__", FieldAttributes.Public | FieldAttributes.SpecialName, underlying));
        enums.TryAdd(own.FullName, made);
    }
}

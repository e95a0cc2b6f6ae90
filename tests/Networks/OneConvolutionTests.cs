using System.Reflection.Emit;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using System.Text.RegularExpressions;
using MhdNet.Networks;

namespace MhdNet.Tests.Networks;

/// <summary>Reads the compiled library: libtorch's convolutions are called from <see cref="Convolution"/> and nowhere else.</summary>
public sealed partial class OneConvolutionTests
{
    private static readonly Dictionary<int, OpCode> OpCodesByValue = typeof(OpCodes).GetFields()
        .Select(field => (OpCode)field.GetValue(null)!).ToDictionary(code => code.Value & 0xffff);

    [Fact]
    public void Nothing_but_the_wrapper_calls_a_convolution_of_libtorch()
    {
        using var stream = File.OpenRead(typeof(Convolution).Assembly.Location);
        using var image = new PEReader(stream);
        var metadata = image.GetMetadataReader();
        var callers = new HashSet<string>();
        var calls = 0;
        foreach (var handle in metadata.MethodDefinitions)
        {
            var method = metadata.GetMethodDefinition(handle);
            if (method.RelativeVirtualAddress == 0)
            {
                continue;
            }

            foreach (var member in Called(image.GetMethodBody(method.RelativeVirtualAddress).GetILReader(), metadata))
            {
                calls++;
                if (member.StartsWith("TorchSharp.", StringComparison.Ordinal) && IsConvolution().IsMatch(member))
                {
                    callers.Add(OutermostType(metadata, method.GetDeclaringType()));
                }
            }
        }

        Assert.True(calls > 1000, "the scan reads calls");
        Assert.Equal([typeof(Convolution).FullName!], callers);
    }

    [Theory]
    [InlineData("TorchSharp.torch+nn+functional::conv3d", true)]
    [InlineData("TorchSharp.torch+nn::Conv2d", true)]
    [InlineData("TorchSharp.torch+nn::ConvTranspose3d", true)]
    [InlineData("TorchSharp.Modules.Conv1d::call", true)]
    [InlineData("TorchSharp.torch+nn+functional::conv_transpose2d", true)]
    [InlineData("TorchSharp.torch+nn+functional::relu", false)]
    [InlineData("TorchSharp.torch+Tensor::conj", false)]
    public void A_convolution_is_known_by_its_name(string member, bool isConvolution) =>
        Assert.Equal(isConvolution, IsConvolution().IsMatch(member));

    [GeneratedRegex(@"conv(?!ert)", RegexOptions.IgnoreCase)]
    private static partial Regex IsConvolution();

    private static List<string> Called(BlobReader il, MetadataReader metadata)
    {
        var names = new List<string>();
        while (il.RemainingBytes > 0)
        {
            int value = il.ReadByte();
            var code = OpCodesByValue[value == 0xfe ? 0xfe00 | il.ReadByte() : value];
            switch (code.OperandType)
            {
                case OperandType.InlineNone:
                    break;
                case OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar:
                    il.ReadByte();
                    break;
                case OperandType.InlineVar:
                    il.ReadInt16();
                    break;
                case OperandType.InlineI8 or OperandType.InlineR:
                    il.ReadInt64();
                    break;
                case OperandType.InlineSwitch:
                    il.Offset += 4 * il.ReadInt32();
                    break;
                case OperandType.InlineMethod or OperandType.InlineTok:
                    names.Add(MemberName(metadata, MetadataTokens.EntityHandle(il.ReadInt32())));
                    break;
                default:
                    il.ReadInt32();
                    break;
            }
        }

        return names;
    }

    private static string MemberName(MetadataReader metadata, EntityHandle handle) => handle.Kind switch
    {
        HandleKind.MethodSpecification => MemberName(metadata, metadata.GetMethodSpecification((MethodSpecificationHandle)handle).Method),
        HandleKind.MemberReference when metadata.GetMemberReference((MemberReferenceHandle)handle) is var member =>
            $"{TypeName(metadata, member.Parent)}::{metadata.GetString(member.Name)}",
        _ => "",
    };

    private static string TypeName(MetadataReader metadata, EntityHandle handle)
    {
        if (handle.Kind != HandleKind.TypeReference)
        {
            return "";
        }

        var type = metadata.GetTypeReference((TypeReferenceHandle)handle);
        return type.ResolutionScope.Kind == HandleKind.TypeReference
            ? $"{TypeName(metadata, type.ResolutionScope)}+{metadata.GetString(type.Name)}"
            : $"{metadata.GetString(type.Namespace)}.{metadata.GetString(type.Name)}";
    }

    private static string OutermostType(MetadataReader metadata, TypeDefinitionHandle handle)
    {
        var type = metadata.GetTypeDefinition(handle);
        return type.GetDeclaringType().IsNil
            ? $"{metadata.GetString(type.Namespace)}.{metadata.GetString(type.Name)}"
            : OutermostType(metadata, type.GetDeclaringType());
    }
}

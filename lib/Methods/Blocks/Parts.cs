using static TorchSharp.torch;

namespace MhdNet.Methods.Blocks;

/// <summary>Several modules as one: the network that is deployed and what only its training needs, saved and restored together.</summary>
public sealed class Parts : nn.Module
{
    /// <summary>Takes the modules over.</summary>
    /// <param name="parts">Each with its name.</param>
    public Parts(params (string Name, nn.Module Module)[] parts)
        : base(nameof(Parts))
    {
        ArgumentNullException.ThrowIfNull(parts);
        foreach (var (name, module) in parts)
        {
            register_module(name, module);
        }
    }
}

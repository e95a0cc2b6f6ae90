namespace MhdNet.Data.Import;

/// <summary>What a CT reconstruction kernel is made for; soft tissue first.</summary>
public enum KernelSharpness
{
    /// <summary>Soft tissue: the mediastinum, tumours.</summary>
    Soft,

    /// <summary>Not recognised.</summary>
    Unknown,

    /// <summary>Lung or bone: edges at the cost of noise.</summary>
    Sharp,
}

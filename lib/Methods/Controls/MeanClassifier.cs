using MhdNet.Networks;
using MhdNet.Networks.Cost;
using static TorchSharp.torch;

namespace MhdNet.Methods.Controls;

/// <summary>The mean of networks that need CT alone: each class has the mean of the probabilities that they give it.</summary>
public sealed class MeanClassifier : Classifier
{
    private readonly IReadOnlyList<Classifier> _members;

    /// <summary>Takes the networks over, as members 1, 2, ...</summary>
    /// <param name="size">Sizes that they share.</param>
    /// <param name="members">At least one.</param>
    public MeanClassifier(NetworkSize size, IReadOnlyList<Classifier> members)
        : base(nameof(MeanClassifier), size)
    {
        ArgumentNullException.ThrowIfNull(members);
        _members = members;
        foreach (var (index, member) in members.Index())
        {
            register_module($"member{index + 1}", member);
        }
    }

    /// <inheritdoc/>
    public override Modalities Needs => Modalities.Ct;

    /// <summary>log((1 / n) Σ softmax(l_i)), whose softmax is the mean of the members' probabilities.</summary>
    /// <inheritdoc/>
    public override IReadOnlyList<Head> Heads(Tensor? ct, Tensor? wsi)
    {
        using var scope = NewDisposeScope();
        var logarithms = stack([.. _members.Select(member => nn.functional.log_softmax(member.Heads(ct, null)[0].Logits, 1))]);
        return [new("mean", (logarithms.logsumexp(0) - Math.Log(_members.Count)).MoveToOuterDisposeScope())];
    }

    /// <inheritdoc/>
    public override IReadOnlyList<LayerCost> Cost() => [.. _members.SelectMany(member => member.Cost())];
}

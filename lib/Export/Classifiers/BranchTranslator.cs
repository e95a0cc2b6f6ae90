using MhdNet.Networks;

namespace MhdNet.Export.Classifiers;

/// <summary>One ResNet: the radiology branch alone, and what SCKD, DAGD, DGMKD and PCCT deploy.</summary>
internal sealed class BranchTranslator : ClassifierTranslator<BranchClassifier>
{
    protected override OnnxValue Logits(OnnxGraph graph, BranchClassifier network, OnnxValue ct) =>
        ResNetTranslation.Logits(graph, network, "backbone", ct);
}

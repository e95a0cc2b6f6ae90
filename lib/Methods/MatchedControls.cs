using MhdNet.Data.Sequences;
using MhdNet.Methods.Baselines;
using MhdNet.Methods.Controls;
using MhdNet.Methods.Mhd;

namespace MhdNet.Methods;

/// <summary>What MHD-Net's student has to be better than before its gain can be put down to pathology, at the paper's sizes.</summary>
public static class MatchedControls
{
    /// <summary>The frequencies of the training patients, whatever the images show.</summary>
    public static Experiment MostFrequent { get; } = Row(new MostFrequentMethod());

    /// <summary>A linear discriminant on hand-made measures of the CT.</summary>
    public static Experiment Discriminant { get; } = Row(new DiscriminantMethod());

    /// <summary>The student's backbone with the KL loss from MHD-Net's own teacher: neither memory nor MSE.</summary>
    public static Experiment PlainKl { get; } = Experiment.Paper.Vary(
        "plain KL", mhd => mhd with { Reading = MemoryReading.None, Weights = mhd.Weights with { Mse = 0 } });

    /// <summary>The larger of the two networks that the student deploys, on CT and labels alone.</summary>
    public static Experiment ResNet34 { get; } =
        Experiment.Paper.Vary("ResNet-34 alone", mhd => mhd with { Tested = MhdNetPart.Radiology });

    /// <summary>The mean of both networks that the student deploys, each on CT and labels alone.</summary>
    public static Experiment MeanOfTwo { get; } = Row(new MeanOfTwoMethod());

    /// <summary>The backbone alone on smoothed labels.</summary>
    public static Experiment LabelSmoothing { get; } = Row(new LabelSmoothingMethod());

    /// <summary>The backbone taught by an earlier training of itself.</summary>
    public static Experiment SelfDistillation { get; } = Row(new SelfDistillationMethod());

    /// <summary>MHD-Net whole, its teacher and memory filled with pathology of patients of other types.</summary>
    public static Experiment Placebo { get; } = Experiment.Paper.Vary("placebo pathology", mhd => mhd with
    {
        Teacher = mhd.Teacher with { Pairing = Pairing.OtherType },
        Student = mhd.Student with { Pairing = Pairing.OtherType },
    });

    /// <summary>Those that are trained.</summary>
    public static IReadOnlyList<Experiment> Trained { get; } =
        [PlainKl, ResNet34, MeanOfTwo, LabelSmoothing, SelfDistillation, Placebo];

    /// <summary>Those that take seconds.</summary>
    public static IReadOnlyList<Experiment> Baselines { get; } = [MostFrequent, Discriminant];

    /// <summary>Types of the trainings that only they have.</summary>
    internal static IReadOnlyList<Type> Phases { get; } =
    [
        typeof(MostFrequentPhase), typeof(DiscriminantPhase), typeof(MeanPhase), typeof(LabelSmoothingPhase), typeof(SelfDistillationPhase),
    ];

    private static Experiment Row(Method method) => new() { Name = method.Name, Method = method };
}

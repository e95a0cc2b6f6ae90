using MhdNet.Data.Sequences;
using MhdNet.Methods.Mhd;

namespace MhdNet.Methods;

/// <summary>
/// One row of a table: a method on a setting under a seed. A variant is a <c>with</c> expression; trainings that two experiments have in
/// common (the same teacher under another distillation, say) are done once.
/// </summary>
public sealed record Experiment
{
    /// <summary>The row's name.</summary>
    public required string Name { get; init; }

    /// <summary>Seed of weights, order and augmentation.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Patients and sizes.</summary>
    public Setting Setting { get; init; } = new();

    /// <summary>What is trained.</summary>
    public required Method Method { get; init; }

    /// <summary>The method as published: the default decisions (notebooks/DEVIATIONS.md) at the paper's sizes.</summary>
    public static Experiment Paper { get; } = new() { Name = "MHD-Net", Method = new MhdNetMethod() };

    /// <summary>MHD-Net's teacher, tested on CT and pathology.</summary>
    public static Experiment Teacher { get; } = Paper.Vary("MHD-Net teacher", mhd => mhd with { Tested = MhdNetPart.Teacher });

    /// <summary>The student's backbone trained on CT and labels alone: what distillation is measured against.</summary>
    public static Experiment Alone { get; } = Paper.Vary("student alone", mhd => mhd with { Tested = MhdNetPart.Alone });

    /// <summary>The same experiment at another scale: only sizes change, the code path is the same.</summary>
    public Experiment At(Scale scale) => this with { Setting = Setting.At(scale), Method = Method.At(scale) };

    /// <summary>The training that is tested, on the patients of a store.</summary>
    /// <param name="store">Their sequences.</param>
    /// <param name="splitSeed">Seed of the patient split.</param>
    public Phase PhaseOn(SequenceStore store, int splitSeed) => Method.For((Setting with { Seed = Seed }).On(store, splitSeed));

    /// <summary>A further row with other options of MHD-Net.</summary>
    /// <param name="name">The row's name.</param>
    /// <param name="change">The options that differ.</param>
    /// <exception cref="InvalidCastException">The experiment is of another method.</exception>
    public Experiment Vary(string name, Func<MhdNetMethod, MhdNetMethod> change)
    {
        ArgumentNullException.ThrowIfNull(change);
        return this with { Name = name, Method = change((MhdNetMethod)Method) };
    }
}

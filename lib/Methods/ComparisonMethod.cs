using System.Text.Json.Serialization;
using MhdNet.Training;

namespace MhdNet.Methods;

/// <summary>What a comparison method is shown, as Tables III and IV and Fig. 4 group them.</summary>
public enum MethodGroup
{
    /// <summary>CT and pathology while it learns, CT alone when it is tested (Table III).</summary>
    MissingModality,

    /// <summary>CT and pathology, both times (Fig. 4).</summary>
    MultiModal,

    /// <summary>CT alone, both times (Table IV).</summary>
    CtAlone,
}

/// <summary>What a reimplementation could follow; it stands beside the method in every table.</summary>
public enum Fidelity
{
    /// <summary>The authors' code: networks, losses and schedule were read there, and written anew.</summary>
    Code,

    /// <summary>A summary of the paper: the mechanism is known, some constants are ours.</summary>
    Summary,

    /// <summary>The abstract: the idea is the authors', the formulas are ours.</summary>
    Abstract,
}

/// <summary>
/// A method that MHD-Net is compared with. Its options have the source's values where the source says them; where it does not, the
/// defaults are ours and the file says so. All methods train under one common schedule (<see cref="Training"/>), MHD-Net's student's.
/// </summary>
public abstract record ComparisonMethod : Method
{
    /// <summary>What it is shown.</summary>
    public abstract MethodGroup Group { get; }

    /// <summary>What the reimplementation could follow.</summary>
    public abstract Fidelity Fidelity { get; }

    /// <summary>The common schedule; what is trained before the tested network has the same.</summary>
    [JsonIgnore]
    public TrainingOptions Training { get; init; } = new();

    /// <summary>Takes rate, decay, batch and course of the rate from the method's own publication instead.</summary>
    [JsonIgnore]
    public bool OwnSchedule { get; init; }

    /// <inheritdoc/>
    public override Method At(Scale scale) => this with { Training = Training.At(scale, smoke: 2, demo: 8, study: 20) };

    /// <summary>The schedule of the method's publication, as far as <see cref="TrainingOptions"/> can say it.</summary>
    /// <param name="common">The common schedule.</param>
    /// <param name="scale">Only at the paper's scale are its epochs the publication's.</param>
    protected virtual TrainingOptions Published(TrainingOptions common, Scale scale) => common;

    /// <summary>The options that a training of the method has on a setting.</summary>
    protected TrainingOptions Optimisation(Setting setting)
    {
        ArgumentNullException.ThrowIfNull(setting);
        var options = OwnSchedule ? Published(Training, setting.Scale) : Training;
        return options with { Epochs = setting.Epochs(options.Epochs) };
    }
}

/// <summary>A training of a comparison method: whatever option the method has is an option of the training.</summary>
/// <typeparam name="TMethod">The method.</typeparam>
public abstract record ComparisonPhase<TMethod> : Phase
    where TMethod : ComparisonMethod
{
    /// <summary>The method with its options.</summary>
    public required TMethod Method { get; init; }

    /// <inheritdoc/>
    public override void Check()
    {
        base.Check();
        Method.Check();
    }
}


using MhdNet.Runtime;

namespace MhdNet.Studies.Paper;

/// <summary>All studies of the suite.</summary>
public static class StudyCatalogue
{
    /// <summary>In the paper's order, the readers' after it.</summary>
    public static IReadOnlyList<Study> All { get; } =
    [
        Tables3And4.Study, Tables3And4.Controls, .. ComparedMethods.All,
        Fig5.Study, Fig6.Study, Fig7.Weights, Fig7.Sizes, Table5.Kernel, Table5.Capacity,
        Readers.FusionDepth, Readers.Decay, Readers.Temperature, Readers.ItemDimension,
        Readers.Joint, Readers.Distance, Readers.KlTemperature, Readers.PairingOf, Readers.Prior,
        Readers.OutOfFold, Readers.DataSize, Readers.LabelAgreement,
        Readers.TrainingLength, Readers.Optimisation, Readers.Gain, Readers.AsReleased,
    ];

    /// <summary>The study of a name.</summary>
    /// <exception cref="InputException">There is none.</exception>
    public static Study Find(string name) =>
        All.FirstOrDefault(study => study.Name == name)
        ?? throw new InputException($"study '{name}' is unknown: use one of {string.Join(", ", All.Select(study => study.Name))}");
}

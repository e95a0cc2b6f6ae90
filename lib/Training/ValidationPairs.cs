
using MhdNet.Data;
using MhdNet.Data.Sequences;

namespace MhdNet.Training;

/// <summary>What epochs are selected on: the tumour sequences of the validation patients, as the test is made of those of the test
/// patients.</summary>
internal static class ValidationPairs
{
    /// <summary>The sequences, each with a fixed one of the same patient's pathology.</summary>
    public static IReadOnlyList<PairedSequence> Of(TrainingData data) =>
        [.. data.ValidationCt.Where(row => row.Label != LabelSet.Other).Select(row => data.Pair(row, draw: 0))];
}

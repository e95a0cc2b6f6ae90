using MhdNet.Data;
using MhdNet.Data.Sequences;

namespace MhdNet.Reports.Calibration;

/// <summary>
/// All CT sequences of patients, those without tumour included: what a new series is read by, so what a fitted calibration is judged on.
/// It fits nothing.
/// </summary>
/// <param name="store">The sequences.</param>
public sealed class WholeSeries(SequenceStore store) : ISequenceSource
{
    /// <inheritdoc/>
    public LabelSet Labels => store.Labels;

    /// <inheritdoc/>
    public int Frames => store.Frames;

    /// <inheritdoc/>
    public int Size => store.Size;

    /// <summary>The CT sequences of patients, in the store's order.</summary>
    /// <param name="patients">Their ids.</param>
    public IReadOnlyList<SequenceRow> Of(IReadOnlySet<string> patients) =>
        [.. store.Rows.Where(row => row.Modality == Modality.Ct && patients.Contains(row.PatientId))];

    /// <inheritdoc/>
    public byte[] ReadPixels(SequenceRow row) => store.ReadPixels(row);
}

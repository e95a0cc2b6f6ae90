using MhdNet.Data;
using MhdNet.Data.Sequences;
using MhdNet.Reports.Calibration;
using MhdNet.Tests.Data;
using MhdNet.Tests.Training;

namespace MhdNet.Tests.Reports;

public sealed class CalibrationEvidenceTests
{
    [Fact]
    public void Extra_patients_are_judged_by_their_whole_series_as_a_new_series_is_read()
    {
        using var folder = new TemporaryFolder();
        var store = TinyStore.Write(folder.File("store"), extra: true);
        var run = ReadSeries.Untrained(store, folder.File("run"));
        var calibration = ModelCalibration.Fit(run, store);
        Assert.Equal(["test", "extra"], calibration.Evidence.Select(set => set.Set));

        var series = new WholeSeries(store);
        var whole = series.Of(new HashSet<string> { "P8" });
        Assert.Equal(["P8_ct_0", "P8_ct_1"], whole.Select(row => row.SeqId));
        using var network = run.Load();
        double Said(IEnumerable<SequenceRow> rows) => CalibrationEvidence.Create(
            "extra", calibration, SequencePass.Over(network, rows, series, 2), run.Labels.Types).Before.Bins.Sum(bin => bin.Confidence);
        var judged = calibration.Evidence[1].Before.Bins.Sum(bin => bin.Confidence);
        Assert.Equal(Said(whole), judged, 6);
        Assert.NotEqual(Said(whole.Where(row => row.Label != LabelSet.Other)), judged, 6);
    }
}

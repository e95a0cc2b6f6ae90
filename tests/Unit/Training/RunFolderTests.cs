
using MhdNet.Runtime;
using MhdNet.Training;

namespace MhdNet.Tests.Training;

public sealed class RunFolderTests : IDisposable
{
    private readonly RunFolder _run = new(Directory.CreateTempSubdirectory("mhdnet-").FullName);

    public void Dispose() => Directory.Delete(_run.Path, recursive: true);

    [Fact]
    public void History_comes_back_as_written_a_line_an_epoch()
    {
        EpochRecord[] history =
        [
            new(1, 0.001, new Dictionary<string, double> { ["total"] = 2.5, ["kl"] = 0.1 }, 0.25, 1.75),
            new(2, 0.0005, new Dictionary<string, double> { ["total"] = double.PositiveInfinity }, double.NaN, double.NaN),
        ];
        _run.WriteHistory(history);
        Assert.Equal(2, File.ReadAllLines(_run.MetricsFile).Length);
        var read = _run.ReadHistory();
        Assert.Equal(history[0].Losses, read[0].Losses);
        Assert.Equal((2, double.PositiveInfinity), (read[1].Epoch, read[1].Losses["total"]));
        Assert.True(double.IsNaN(read[1].ValidationLoss));
    }

    [Fact]
    public void Timings_are_added_a_line_an_epoch()
    {
        Assert.Empty(_run.ReadTimings());
        Assert.Equal("no step was timed", EpochTiming.Summary([]));
        _run.AddTiming(new EpochTiming(1, 12, 3.5, 0.25, 1));
        _run.AddTiming(new EpochTiming(2, 12, 3.25, 0, 1));
        Assert.Equal([new EpochTiming(1, 12, 3.5, 0.25, 1), new EpochTiming(2, 12, 3.25, 0, 1)], _run.ReadTimings());
    }

    [Fact]
    public void A_finished_run_needs_no_checkpoint()
    {
        File.WriteAllText(_run.CheckpointFile, "");
        Assert.False(_run.IsFinished);
        _run.Finish(new { Epoch = 3 });
        Assert.True(_run.IsFinished);
        Assert.False(File.Exists(_run.CheckpointFile));
    }

    [Fact]
    public void A_torn_file_is_refused_with_what_to_do()
    {
        File.WriteAllText(_run.ResultFile, "{\"bestEpoch\": 3");
        var error = Assert.Throws<InputException>(() => _run.ReadJson<EpochRecord>("result.json"));
        Assert.Contains("train again", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }
}

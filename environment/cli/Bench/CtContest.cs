using MhdNet.Data.Ct;

namespace MhdNet.Cli.Bench;

/// <summary>CT series: this library gives every voxel in HU; dcm2niix also writes them, into a folder that is deleted afterwards.</summary>
internal sealed class CtContest : ReaderContest
{
    private readonly IReadOnlyList<string> _series;
    private readonly DirectoryInfo _output;

    private CtContest(IReadOnlyList<string> series)
    {
        _series = series;
        Count = series.Sum(one => CtReaders.Read(one).Slices);
        _output = Directory.CreateTempSubdirectory("mhdnet-bench-"); // last, so that an unreadable series leaves no folder
    }

    public override string Input =>
        $"CT: {_series.Count} series of DICOM, {Count} slices; dcm2niix {OtherVersion ?? "is missing"}, "
        + "one process per series, whose start is in its time";

    public override string What => "CT slices";

    public override int Count { get; }

    public override string Other => "dcm2niix";

    public override string? OtherVersion => Dcm2niix.Version;

    public override string Missing => Dcm2niix.Missing;

    /// <summary>The contest; null where there is no series.</summary>
    public static CtContest? Of(IReadOnlyList<string> series) => series.Count == 0 ? null : new CtContest(series);

    public override void Here(int workers) => Each(_series.Count, workers, i =>
    {
        var volume = CtReaders.Read(_series[i]);
        for (var slice = 0; slice < volume.Slices; slice++)
        {
            _ = volume.Slice(slice);
        }
    });

    public override void There(int workers) => Each(_series.Count, workers, i => Dcm2niix.Convert(_series[i], _output.FullName, $"{i}"));

    public override void Dispose() => _output.Delete(recursive: true);
}

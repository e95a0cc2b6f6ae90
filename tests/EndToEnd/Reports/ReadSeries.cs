using MhdNet.Data.Sequences;
using MhdNet.Methods;
using MhdNet.Methods.Mhd;
using MhdNet.Phantom;
using MhdNet.Phantom.Wrong;
using MhdNet.Reports;
using MhdNet.Reports.Calibration;
using MhdNet.Tests.Training;

namespace MhdNet.Tests.Reports;

/// <summary>An untrained network that was calibrated on random pixels, a synthetic patient's series as DICOM, and its report, forced since
/// a chest is far from random pixels.</summary>
public sealed class ReadSeries : IDisposable
{
    public const string Patient = "P4711";

    private readonly string _folder = Directory.CreateTempSubdirectory("mhdnet-").FullName;

    public ReadSeries()
    {
        var store = TinyStore.Write(PathOf("store"));
        Run = Untrained(store, PathOf("run"));
        Calibration = ModelCalibration.Fit(Run, store);
        Calibration.Write(Run.Folder);
        Chest = WrongSeries.Chest(3);
        DicomWriter.Write(Series, Chest, new PhantomPerson(Patient, 3, 'F', 61), 1, DicomLayout.Shuffled);
        Reader = new SeriesReader(Run);
        Reading = Reader.Read(Series, force: true);
        SeriesOutputs.Write(Report, Series, Reader, Reading, withIdentifiers: false);
    }

    /// <summary>A run of an untrained student on a store's sequences.</summary>
    public static FinishedRun Untrained(SequenceStore store, string folder)
    {
        var phase = new MhdNetMethod { Network = TinyStore.Network, Memory = TinyStore.Memory, Reading = MemoryReading.None }
            .For(TinyStore.Setting with
            {
                Data = store.Fingerprint,
                Preprocessing = TinyStore.Setting.Preprocessing with { FieldOfViewMillimetres = 180 },
            });
        using var network = new StudentNetwork(TinyStore.Network);
        return TinyStore.Finished(folder, phase, network);
    }

    public FinishedRun Run { get; }

    public ModelCalibration Calibration { get; }

    public PhantomCt Chest { get; }

    public SeriesReader Reader { get; }

    public SeriesReading Reading { get; }

    /// <summary>Folder of the series.</summary>
    public string Series => PathOf("ct");

    /// <summary>Folder of its report.</summary>
    public string Report => PathOf("report");

    public string PathOf(string name) => Path.Combine(_folder, name);

    public void Dispose()
    {
        Reader.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}

using MhdNet.Data.Cohorts;
using MhdNet.Data.Ct;
using MhdNet.Data.Frames;
using MhdNet.Data.Slides;
using MhdNet.Runtime;

namespace MhdNet.Tests.Data;

/// <summary>A device without an end, under every name that is read, is refused before it is opened; so is a pipe.</summary>
public sealed class RegularFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("a.nii")]
    [InlineData("a.nii.gz")]
    [InlineData("ct/1.dcm")]
    [InlineData("a.svs")]
    [InlineData("1.png")]
    [InlineData("patients.csv")]
    public void What_is_no_file_on_a_disk_is_not_opened(string name)
    {
        Assert.SkipUnless(File.Exists("/dev/zero"), "no such device here");
        Directory.CreateDirectory(Path.GetDirectoryName(_folder.File(name))!);
        File.CreateSymbolicLink(_folder.File(name), "/dev/zero");
        Func<object> read = name switch
        {
            "a.svs" => () => WholeSlides.Open(_folder.File(name)),
            "1.png" => () => FrameFolder.Open(_folder.Path).Read(0, 1, SmallCohort.Options),
            "patients.csv" => () => Cohort.Load(_folder.Path),
            _ => () => CtReaders.Read(name.StartsWith("ct", StringComparison.Ordinal) ? _folder.File("ct") : _folder.File(name)),
        };
        var refusal = Assert.Throws<InputException>(read).Message;
        Assert.Contains("empty, or no file on a disk", refusal, StringComparison.Ordinal);
    }
}

using MhdNet.Tests.Data;

namespace MhdNet.Tests.Cli;

/// <summary>A cohort of another disease, with other types and without `other`, goes the whole way from files to a notebook.</summary>
public sealed class LungCohortTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_lung_preset_is_written_shown_and_reproduced()
    {
        var cohort = _folder.File("lung");
        var written = await Mhdnet.RunAsync("cohort", "phantom", cohort, "--preset", "lung", "--patients", "9", "--balanced");
        Assert.True(written.Code == 0, written.Error);
        var shown = await Mhdnet.RunAsync("cohort", "show", cohort);
        Assert.Equal(0, shown.Code);
        Assert.Contains("9 patients, synthetic, labels lung-grade (G1, G2, G3)", shown.Output, StringComparison.Ordinal);
        Assert.Contains("type G3", shown.Output, StringComparison.Ordinal);

        var answer = await Mhdnet.RunAsync(["reproduce", "--scale", "smoke", "--cohort", cohort, "--only", "01"]);
        Assert.True(answer.Code == 0, answer.Output + answer.Error);
        Assert.Contains("notebook 01_preprocessing", answer.Output, StringComparison.Ordinal);
    }
}

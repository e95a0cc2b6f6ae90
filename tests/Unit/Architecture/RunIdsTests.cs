using MhdNet.Tests.BuildEnvironment;

namespace MhdNet.Tests.Architecture;

/// <summary>Notebooks, README and RESULTS.md show the same runs: a row under one seed at one scale on one cohort by one code has one id
/// everywhere, and what is of another code than the rest says which.</summary>
public sealed class RunIdsTests
{
    private const string A = "student-0123456789ab", B = "student-ba9876543210", T = "teacher-0123456789ab";

    [Fact]
    public void Ids_are_read_from_pages()
    {
        var page = $"a\n- decay: 0.9: 1: {A}, 12: {B}\n<td>{T}</td> and student-0123\n`--scale study`\nMHD-Net: 1: {A}\n"
            + $"Synthetic phantom cohort lung, 24 patients and 8 extra test patients\n- code 0123456789ab, and\nMHD-Net: 1: {B}\n"
            + $"# b\nMHD-Net: 1: {A}";
        Assert.Equal(
            [
                new("x", "decay: 0.9", 1, "demo", "", "", A), new("x", "decay: 0.9", 12, "demo", "", "", B),
                new("x", "", 0, "demo", "", "", T),
                new("x", "MHD-Net", 1, "study", "", "", A), new RunId("x", "MHD-Net", 1, "study", "lung 24", "0123456789ab", B),
                new RunId("x", "MHD-Net", 1, "study", "lung 24", "", A),
            ],
            RunIds.OfPage("x", page));
    }

    [Fact]
    public void Ids_are_read_from_what_cells_have_shown()
    {
        const string notebook = $$"""
            {"cells": [
              {"cell_type": "markdown", "source": ["MHD-Net: 1: {{B}}"]},
              {"cell_type": "code", "source": ["var scale = \"smoke\";   // or demo\n", "var seed = 1;"], "outputs": []},
              {"cell_type": "code", "source": [], "outputs": [
                {"output_type": "stream", "text": ["MHD-Net: 1: {{A}}\n", "A cohort, 24 patients, of nobody\n"]},
                {"output_type": "stream", "text": ["code 0123456789ab, and each method's own\n"]},
                {"output_type": "stream", "text": ["3136; 784; 196: 2: {{B}}\n"]},
                {"output_type": "display_data", "data": {"text/html": "<td>{{T}}</td>", "image/png": "{{B}}"
              } } ] },
              {"cell_type": "code", "source": [], "outputs": [
                {"output_type": "stream", "text": ["MHD-Net: 1: {{B}}\n", "A cohort, 2700 patients, scale Study: of nobody\n"]} ] } ] }
            """;
        Assert.Equal(
            [
                new("x", "MHD-Net", 1, "smoke", "24", "0123456789ab", A), new("x", "3136; 784; 196", 2, "smoke", "24", "0123456789ab", B),
                new RunId("x", "", 0, "smoke", "24", "0123456789ab", T),
                new RunId("x", "MHD-Net", 1, "study", "2700", "0123456789ab", B),
            ],
            RunIds.OfNotebook("x", notebook));
    }

    [Fact]
    public void Pages_and_notebooks_agree_on_every_run()
    {
        var contradictions = Committed().Where(id => id.Row.Length > 0)
            .GroupBy(id => (id.Row, id.Seed, id.Scale, id.Cohort, id.Code))
            .Where(named => named.Select(id => id.Run).Distinct().Count() > 1)
            .Select(named => $"{named.Key}: {string.Join("; ", named.Distinct().Select(id => $"{id.Run} in {id.File}"))}");
        Assert.True(!contradictions.Any(), string.Join('\n', contradictions));
    }

    // a notebook that shows a run by its id alone shows a row's run, not an older one
    [Fact]
    public void A_run_that_is_named_without_its_row_is_some_row_s_run()
    {
        var ids = Committed().ToList();
        var known = ids.Where(id => id.Row.Length > 0).Select(id => (id.Scale, id.Cohort, id.Code, id.Run)).ToHashSet();
        var unknown = ids.Where(id => id.Row.Length == 0 && !known.Contains((id.Scale, id.Cohort, id.Code, id.Run)))
            .Select(id => $"{id.Run} in {id.File}");
        Assert.True(!unknown.Any(), string.Join('\n', unknown.Distinct()));
    }

    private static IEnumerable<RunId> Committed() => Repository.TrackedFiles()
        .Where(file => Path.GetDirectoryName(file) is "" or "notebooks").SelectMany(file => Path.GetExtension(file) switch
        {
            ".ipynb" => RunIds.OfNotebook(file, File.ReadAllText(Repository.PathOf(file))),
            ".md" => RunIds.OfPage(file, File.ReadAllText(Repository.PathOf(file))),
            _ => [],
        });
}

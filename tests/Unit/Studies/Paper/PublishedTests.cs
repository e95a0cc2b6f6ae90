using MhdNet.Studies.Paper;

namespace MhdNet.Tests.Experiments;

public sealed class PublishedTests
{
    [Fact]
    public void Every_table_is_there_whole() =>
        Assert.Equal(
            (14, 14, 10, 4, 3, 22),
            (Published.Clinical.Count, Published.Table3.Count, Published.Table4.Count,
                Published.ReceptiveField.Count, Published.MemoryCapacity.Count, Published.Claims.Count));

    [Fact]
    public void The_proposed_method_has_the_same_figures_in_tables_three_and_four()
    {
        foreach (var dataset in new[] { Published.Rptet, Published.CptacLuad })
        {
            var three = Published.Table3.Single(r => r.Dataset == dataset && r.Group == "proposed");
            var four = Published.Table4.Single(r => r.Dataset == dataset && r.Method == "MHD-Net (student)");
            Assert.Equal((three.MAcc, three.F1, three.Qwk), (four.MAcc, four.F1, four.Qwk));
            Assert.Equal(three.F1, 2 * three.Precision!.Value * three.Recall!.Value / (three.Precision.Value + three.Recall.Value), 0.02);
        }
    }

    [Fact]
    public void The_settings_chosen_in_table_five_are_the_papers_own()
    {
        Assert.Equal([7], Published.ReceptiveField.MaxBy(v => v.MAcc)!.Setting);
        Assert.Equal([784, 784, 196], Published.MemoryCapacity.MaxBy(v => v.MAcc)!.Setting);
        Assert.Equal(89.89, Published.MemoryCapacity.Max(v => v.MAcc));
    }

    [Fact]
    public void The_clinical_table_counts_every_patient_once_an_attribute() =>
        Assert.All(Published.Clinical.GroupBy(c => c.Attribute), g => Assert.Equal(126, g.Sum(c => c.Count)));

    [Fact]
    public void Claims_have_ids_of_their_own() =>
        Assert.Equal(Published.Claims.Count, Published.Claims.Select(c => c.Id).Distinct().Count());
}

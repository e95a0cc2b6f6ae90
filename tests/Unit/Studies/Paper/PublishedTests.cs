using MhdNet.Data;
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

    // what is printed beside a cohort's numbers is of the paper's cohort with the same labels
    [Fact]
    public void A_study_has_the_numbers_of_both_of_the_paper_s_cohorts()
    {
        Assert.Equal(Published.Rptet, Published.DatasetOf(LabelSet.Thymic));
        Assert.Equal(Published.CptacLuad, Published.DatasetOf(LabelSet.LungGrade));
        var study = ComparedMethods.Table3;
        Assert.Equal(study.Published.Keys.Order(), study.PublishedOnLung.Keys.Order());
        Assert.Equal(7, study.PublishedOnLung.Count);
        Assert.Equal((82.48, 83.98), (study.Published["SCKD"], study.PublishedOnLung["SCKD"]));
        var own = Tables3And4.Study;
        Assert.Equal((91.50, 90.67), (own.Published["MHD-Net teacher"], own.PublishedOnLung["MHD-Net teacher"]));
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

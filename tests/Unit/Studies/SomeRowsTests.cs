using MhdNet.Methods;
using MhdNet.Runtime;
using MhdNet.Studies;
using MhdNet.Studies.Paper;

namespace MhdNet.Tests.Studies;

public sealed class SomeRowsTests
{
    [Theory]
    [InlineData("", 16, 16)]
    [InlineData("ConMB 0.0", 2, 1)]
    [InlineData(" kappa 3 ,KL 1.0, kappa 5", 2, 3)]
    public void A_study_keeps_its_first_row_and_those_that_are_named(string names, params int[] rows)
    {
        var studies = SomeRows.Of(names, Fig7.Weights, Fig7.Sizes);
        Assert.Equal(rows, studies.Select(study => study.Experiments.Count));
        Assert.All(studies, study => Assert.Equal(Experiment.Paper.Name, study.Experiments[0].Name));
    }

    [Fact]
    public void A_name_that_no_study_has_is_one_line_with_those_there_are()
    {
        var failure = Assert.Throws<InputException>(() => SomeRows.Of("ConMB 0.0, kapa 3", Fig7.Weights, Fig7.Sizes));
        Assert.StartsWith("'kapa 3' is none of the rows here: use some of ", failure.Message, StringComparison.Ordinal);
        Assert.Contains("kappa 3", failure.Message, StringComparison.Ordinal);
        Assert.Contains("none of the methods here", Assert.Throws<InputException>(
            () => ComparedMethods.Only("most frequent type", ComparedMethods.Table3)).Message, StringComparison.Ordinal);
    }
}

using System.CommandLine;

namespace MhdNet.Cli;

/// <summary>Options that several commands share.</summary>
internal static class CommonOptions
{
    /// <summary>The sizes to use.</summary>
    public static Option<string> Scale()
    {
        var option = new Option<string>("--scale")
        {
            Description =
            "smoke (seconds), demo (minutes on 2 cores) or paper (the paper's sizes; a GPU)",
            DefaultValueFactory = _ => "demo"
        };
        option.AcceptOnlyFromAmong("smoke", "demo", "paper");
        return option;
    }

    /// <summary>The patients to use.</summary>
    public static Option<string> Cohort() => new("--cohort")
    {
        Description = "Folder of a cohort (patients.csv, ct.csv, wsi.csv; see data/README.md); without it the built-in synthetic phantom "
            + "cohort",
        DefaultValueFactory = _ => "",
    };

    /// <summary>A page of results to write a section of.</summary>
    public static Option<string?> Results() => new("--results")
    {
        Description = "Write this as a section of a Markdown page, such as notebooks/RESULTS.md; its other sections stay",
    };

    /// <summary>The seed of a training.</summary>
    public static Option<int> Seed() =>
        new("--seed") { Description = "Seed of weights, order and augmentation", DefaultValueFactory = _ => 1 };
}

using System.CommandLine;
using System.Globalization;
using MhdNet.Data;
using MhdNet.Methods;

namespace MhdNet.Cli;

/// <summary>Options that several commands share.</summary>
internal static class CommonOptions
{
    /// <summary>The sizes to use.</summary>
    public static Option<string> Scale()
    {
        var option = new Option<string>("--scale")
        {
            Description = "smoke (seconds), demo (minutes on 2 cores), study (hours: patients enough to tell methods apart) "
                + "or paper (the paper's sizes; a GPU)",
            DefaultValueFactory = _ => "demo"
        };
        option.AcceptOnlyFromAmong([.. Scales.Names]);
        return option;
    }

    /// <summary>The patients to use.</summary>
    public static Option<string> Cohort() => new("--cohort")
    {
        Description = "Folder of a cohort (patients.csv, ct.csv, wsi.csv; see data/README.md); without it the built-in synthetic phantom "
            + "cohort",
        DefaultValueFactory = _ => "",
    };

    /// <summary>What the user states of a CT.</summary>
    public static Option<bool> AssumeHounsfield() => new("--assume-hu")
    {
        Description = "CT: take the values of a series whose files do not say what they are (no RescaleIntercept) for Hounsfield units; "
            + "of a cohort, ct.csv can say so series by series (column units)"
    };

    /// <summary>What the user states of slides.</summary>
    public static Option<double?> SlideMicrons() => Microns("--slide-mpp",
        "Slides: edge of a pixel of level 0 in micrometres, of those whose files do not state it; of a cohort, wsi.csv can say so slide by "
        + "slide (column mpp)");

    /// <summary>A size of pixels in micrometres.</summary>
    public static Option<double?> Microns(string name, string description)
    {
        const double Finest = PreprocessingOptions.FinestMicrons, Coarsest = PreprocessingOptions.CoarsestMicrons;
        var option = new Option<double?>(name) { Description = description };
        option.Validators.Add(given =>
        {
            if (given.Tokens is [{ Value: var text }] && double.TryParse(text, CultureInfo.InvariantCulture, out var microns)
                && microns is not (>= Finest and <= Coarsest))
            {
                given.AddError(string.Create(CultureInfo.InvariantCulture,
                    $"{name} {text}: give the edge of a pixel in micrometres, {Finest} to {Coarsest}, such as 0.5 (20x) or 0.25 (40x)"));
            }
        });
        return option;
    }

    /// <summary>A page of results to write a section of.</summary>
    public static Option<string?> Results() => new("--results")
    {
        Description = "Write this as a section of a Markdown page, such as notebooks/RESULTS.md; its other sections stay",
    };

    /// <summary>The seed of a training.</summary>
    public static Option<int> Seed() => WholeNumber("--seed", "Seed of weights, order and augmentation", 1, 0, "a whole number from 0");

    /// <summary>A number of times, at least one.</summary>
    public static Option<int> Count(string name, string description, int usual) =>
        WholeNumber(name, description, usual, 1, "1 or more");

    /// <summary>A whole number with a lower bound.</summary>
    public static Option<int> WholeNumber(string name, string description, int usual, int least, string give)
    {
        var option = new Option<int>(name) { Description = description, DefaultValueFactory = _ => usual };
        option.Validators.Add(given =>
        {
            // what is no number at all is told by the parser
            if (given.Tokens is [{ Value: var text }] && int.TryParse(text, CultureInfo.InvariantCulture, out var number) && number < least)
            {
                given.AddError($"{name} {number}: give {give}");
            }
        });
        return option;
    }
}

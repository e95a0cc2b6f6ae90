using MhdNet.Methods;

namespace MhdNet.Studies.Paper;

/// <summary>MHD-Net's own rows of Tables III and IV; those of the methods it is compared with are <see cref="ComparedMethods"/>'.</summary>
public static class Tables3And4
{
    /// <summary>Name of the row of MHD-Net's student.</summary>
    public static string Student => Experiment.Paper.Name;

    /// <summary>Name of the row of MHD-Net's teacher.</summary>
    public static string Teacher => Experiment.Teacher.Name;

    /// <summary>The study: the student against the same backbone alone, against its teacher, and against what learns nothing by
    /// gradients.</summary>
    public static Study Study { get; } = new()
    {
        Name = "seeds",
        Title = "Student, teacher and the student's backbone alone (Tables III and IV, MHD-Net's rows), and two baselines, over the seeds",
        Experiments = [Experiment.Paper, Experiment.Teacher, Experiment.Alone, .. MatchedControls.Baselines],
        Published = OwnRows(Studies.Paper.Published.Rptet),
        PublishedOnLung = OwnRows(Studies.Paper.Published.CptacLuad),
        Statements = [new("T4-teacher", Experiment.Teacher.Name) { RowsAreBetter = true }, new("T4-alone", Experiment.Alone.Name)],
    };

    /// <summary>
    /// The student against every matched control beside: plain KL, the networks it deploys, soft targets without pathology, and a placebo.
    /// A study of its own, since each control is one training more.
    /// </summary>
    public static Study Controls { get; } = new()
    {
        Name = "controls",
        Title = "What the student's gain is due to: MHD-Net against matched controls and baselines",
        Experiments = [.. Study.Experiments.Take(3), .. MatchedControls.Trained, .. MatchedControls.Baselines],
    };

    private static Dictionary<string, double> OwnRows(string dataset) => Published.Table4
        .Where(row => row.Dataset == dataset && row.Method.StartsWith("MHD-Net", StringComparison.Ordinal))
        .ToDictionary(row => row.Method == "MHD-Net (teacher)" ? Experiment.Teacher.Name : Experiment.Paper.Name, row => row.MAcc);
}

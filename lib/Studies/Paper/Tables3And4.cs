using MhdNet.Methods;

namespace MhdNet.Studies.Paper;

/// <summary>MHD-Net's own rows of Tables III and IV; the methods it is compared with are not in the suite yet.</summary>
public static class Tables3And4
{
    /// <summary>The study: the student against the same backbone alone and against its teacher.</summary>
    public static Study Study { get; } = new()
    {
        Name = "seeds",
        Title = "Student, teacher and the student's backbone alone (Tables III and IV, MHD-Net's rows), over the seeds",
        Experiments = [Experiment.Paper, Experiment.Teacher, Experiment.Alone],
        Published = Studies.Paper.Published.Table4
            .Where(row => row.Dataset == Studies.Paper.Published.Rptet && row.Method.StartsWith("MHD-Net", StringComparison.Ordinal))
            .ToDictionary(row => row.Method == "MHD-Net (teacher)" ? Experiment.Teacher.Name : Experiment.Paper.Name, row => row.MAcc),
        Statements = [new("T4-teacher", Experiment.Teacher.Name) { RowsAreBetter = true }, new("T4-alone", Experiment.Alone.Name)],
    };
}

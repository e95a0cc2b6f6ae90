
using MhdNet.Evaluation;
using MhdNet.Methods;
using MhdNet.Methods.Mhd;

namespace MhdNet.Studies.Paper;

/// <summary>Fig. 5: what SHFM is worth to the teacher, against concatenation and against each modality alone.</summary>
public static class Fig5
{
    /// <summary>The study; its metric is the area under the ROC curves.</summary>
    public static Study Study { get; } = new()
    {
        Name = "fig5",
        Title = "SHFM in the teacher (Fig. 5): against concatenation, radiology alone, pathology alone",
        Score = Score.MacroAuc,
        Experiments =
        [
            Experiment.Teacher,
            Experiment.Teacher.Vary("without SHFM",
                mhd => mhd with { Network = mhd.Network with { Shfm = new ShfmOptions { Enabled = false } } }),
            Experiment.Teacher.Vary("radiology alone", mhd => mhd with { Tested = MhdNetPart.Radiology }),
            Experiment.Teacher.Vary("pathology alone", mhd => mhd with { Tested = MhdNetPart.Pathology }),
        ],
        Published = new Dictionary<string, double>
        {
            ["radiology alone"] = Studies.Paper.Published.Value("F5-b"),
            ["pathology alone"] = Studies.Paper.Published.Value("F5-c"),
        },
        Statements = [new("F5-a", "without SHFM"), new("F5-b", "radiology alone"), new("F5-c", "pathology alone")],
    };
}

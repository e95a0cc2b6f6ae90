namespace MhdNet.Studies.When;

/// <summary>The targets in words.</summary>
public static class Targets
{
    /// <summary>All of them, the labels first.</summary>
    public static IReadOnlyList<Target> All { get; } = Enum.GetValues<Target>();

    /// <summary>Its name in tables.</summary>
    public static string Name(this Target target) => target switch
    {
        Target.Labels => "labels",
        Target.Smoothing => "label smoothing 0.1",
        Target.Self => "self",
        Target.Placebo => "placebo teacher",
        Target.Teacher => "teacher",
        Target.LabelsAndTeacher => "labels + 0.5 teacher",
        Target.OutOfFold => "teacher, out of fold",
        Target.BayesBoth => "p(type | both)",
        Target.BayesCt => "p(type | CT)",
        Target.Unlabelled => "teacher labels others",
        Target.MoreLabels => "more labels",
        _ => throw new ArgumentOutOfRangeException(nameof(target), target, "no target"),
    };

    /// <summary>What it is.</summary>
    /// <param name="target">The target.</param>
    /// <param name="axes">Say how many further patients there are.</param>
    public static string Says(this Target target, Axes axes)
    {
        ArgumentNullException.ThrowIfNull(axes);
        return target switch
        {
            Target.Labels => "the labels of the training patients",
            Target.Smoothing => "the labels, a tenth of each spread over all types",
            Target.Self => "what a student fitted to the labels says of the same patients",
            Target.Placebo => "what a teacher says that was fitted to CT and the pathology of patients of other types",
            Target.Teacher => "what a teacher of CT and pathology says of the patients it was fitted to",
            Target.LabelsAndTeacher => "labels, and half as much again of what the teacher says (Eq. 13 with MHD-Net's weight)",
            Target.OutOfFold => $"what {axes.Folds} teachers say, each of the patients that it was not fitted to",
            Target.BayesBoth => "oracle: p(type | CT and pathology) from the true densities",
            Target.BayesCt => "oracle: p(type | CT) from the true densities",
            Target.Unlabelled => $"labels, and what the teacher says of {axes.Further:N0} further patients that nobody has typed",
            Target.MoreLabels => $"labels, and {axes.Further:N0} further patients with labels of the same quality",
            _ => throw new ArgumentOutOfRangeException(nameof(target), target, "no target"),
        };
    }
}

namespace MhdNet.Studies.When;

/// <summary>
/// The hypotheses of the study, with their signs, written down before the first run of its grid. They were not blind for three of its 54
/// cells: that at 40, 80 and 320 patients with faultless labels and a shift of 0.5 a learned teacher's soft labels gain nothing, p(type |
/// CT) gains most and a teacher's labels of further patients come next was known from an earlier calculation outside this project.
/// </summary>
public static class Theories
{
    private const int Few = 160, Many = 1280;   // "few patients", "many patients" wherever an account has no number of its own

    /// <summary>Knowledge in soft labels: more than one bit per patient.</summary>
    public static Theory DarkKnowledge { get; } = new(
        "soft labels are richer",
        "Hinton, Vinyals, Dean: Distilling the knowledge in a neural network. NIPS 2014 Deep Learning Workshop, arXiv 1503.02531",
        "A teacher's probabilities say of each case which types it resembles, which a label does not: a student learns more per patient "
        + "from them. Read here: what a better teacher says gains in every cell, alone, beside the labels, of patients it was not fitted "
        + "to, and of further ones.",
        (target, _) => target is Target.Teacher or Target.LabelsAndTeacher or Target.OutOfFold or Target.Unlabelled
            ? Predicted.Gain : Predicted.Nothing);

    /// <summary>Privileged information: fast learning from few patients, and from faulty labels.</summary>
    public static Theory Generalised { get; } = new(
        "privileged information",
        "Lopez-Paz, Bottou, Schölkopf, Vapnik: Unifying distillation and privileged information. ICLR 2016",
        "A teacher whose task is easier learns from fewer patients than the student could, sees through faulty labels, and passes that on; "
        + "the gain dies out as patients grow many. Read here: its soft labels gain up to 160 patients, and at 640 too where labels "
        + "are faulty, and no longer at 1,280 faultless ones; its labels of further patients gain up to 320.",
        (target, cell) => target switch
        {
            Target.Teacher or Target.LabelsAndTeacher => cell.Patients <= Few || (cell.Agreement < 1 && cell.Patients < Many)
                ? Predicted.Gain
                : cell is { Agreement: 1, Patients: Many } ? Predicted.NoDifference : Predicted.Nothing,
            Target.Unlabelled => cell.Patients <= 2 * Few ? Predicted.Gain : Predicted.Nothing,
            _ => Predicted.Nothing,
        });

    /// <summary>Variance: a good teacher is one that is near p(type | what the student sees).</summary>
    public static Theory Variance { get; } = new(
        "less variance",
        "Menon, Rawat, Reddi, Kim, Kumar: A statistical perspective on distillation. ICML 2021",
        "A target of p(type | what the student sees) has the labels' mean and less variance; any other target is worth its distance from "
        + "that. Read here: p(type | CT) gains in every cell; p(type | both) is next to the label itself and gains nothing where labels "
        + "are faultless, and repairs them where they are not; a learned teacher of both gains nothing where labels are faultless.",
        (target, cell) => (target, Faultless: cell.Agreement == 1) switch
        {
            (Target.BayesCt, _) or (Target.BayesBoth, false) => Predicted.Gain,
            (Target.BayesBoth or Target.Teacher or Target.Placebo, true) => Predicted.NoDifference,
            _ => Predicted.Nothing,
        });

    /// <summary>Modality focusing: only what both modalities show can be passed on.</summary>
    public static Theory ModalityFocusing { get; } = new(
        "shared information",
        "Xue, Gao, Ren, Zhao: The modality focusing hypothesis: towards understanding crossmodal knowledge distillation. ICLR 2023",
        "A teacher passes on only what both modalities show, however good it is. Read here: without a shared shift CT and pathology have "
        + "nothing in common but the type, which the label says, and a teacher's soft labels gain nothing; with a shift of 1 they gain.",
        (target, cell) => (target, cell.Shift) switch
        {
            (Target.Teacher or Target.OutOfFold, 0) when cell.Agreement == 1 => Predicted.NoDifference,
            (Target.Teacher or Target.OutOfFold, 1) => Predicted.Gain,
            _ => Predicted.Nothing,
        });

    /// <summary>Regularisation: any soft label will do.</summary>
    public static Theory Regulariser { get; } = new(
        "any soft label regularises",
        "Yuan, Tay, Li, Wang, Feng: Revisiting knowledge distillation via label smoothing regularization. CVPR 2020",
        "Soft labels keep a student from being too sure, whoever wrote them. Read here: up to 160 patients smoothed labels, a student's "
        + "own, a placebo teacher's and a teacher's gain alike.",
        (target, cell) => target is Target.Smoothing or Target.Self or Target.Placebo or Target.Teacher && cell.Patients <= Few
            ? Predicted.Gain : Predicted.Nothing);

    /// <summary>Label noise: distillation averages the labels of similar patients.</summary>
    public static Theory LabelNoise { get; } = new(
        "faulty labels are averaged",
        "Das, Sanghavi: Understanding self-distillation in the presence of label noise. ICML 2023",
        "What a network fitted to faulty labels says of a patient is an average over similar ones, which repairs single faults. Read here: "
        + "a student's own and a teacher's soft labels gain where labels agree by 0.68 or 0.45, not where they are faultless.",
        (target, cell) => target is Target.Self or Target.Teacher or Target.OutOfFold
            ? cell.Agreement < 1 ? Predicted.Gain : Predicted.NoDifference : Predicted.Nothing);

    /// <summary>Training dynamics: nothing is passed on once training is long enough.</summary>
    public static Theory Dynamics { get; } = new(
        "gains are training dynamics",
        "Provodin, van den Akker, Katsimerou, Kaptein, Pechenizkiy: Rethinking knowledge transfer in learning using privileged "
        + "information. arXiv 2408.14319, 2024",
        "What looks like passed-on knowledge comes from training too short or networks that differ. Read here: between students of one "
        + "form that are fitted to convergence no target for the same patients makes a difference.",
        (target, _) => target is Target.Self or Target.Placebo or Target.Teacher or Target.LabelsAndTeacher or Target.OutOfFold
            ? Predicted.NoDifference : Predicted.Nothing);

    /// <summary>All of them, oldest first.</summary>
    public static IReadOnlyList<Theory> All { get; } =
        [DarkKnowledge, Generalised, Regulariser, Variance, ModalityFocusing, LabelNoise, Dynamics];
}

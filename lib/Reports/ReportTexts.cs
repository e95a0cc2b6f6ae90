using MhdNet.Reports.Inputs;

namespace MhdNet.Reports;

/// <summary>The sentences that every form of a report has.</summary>
public static class ReportTexts
{
    /// <summary>Title of every form.</summary>
    public const string Title = "Tumour type from chest CT";

    /// <summary>What stands across each page and in each object.</summary>
    /// <param name="synthetic">Whether the network was trained on synthetic patients.</param>
    public static string Notice(bool synthetic) => synthetic ? "RESEARCH USE ONLY; TRAINED ON SYNTHETIC DATA" : "RESEARCH USE ONLY";

    /// <summary>Why a series is refused, in one line.</summary>
    public static string Of(InputFinding failure)
    {
        ArgumentNullException.ThrowIfNull(failure);
        var what = failure.Reason switch
        {
            RefusalReason.TooShort => "too short",
            RefusalReason.Constant => "constant volume",
            RefusalReason.NotHounsfield => "not in Hounsfield units",
            RefusalReason.Mr => "an MR, not a CT",
            RefusalReason.Crop => "a crop, not a whole chest",
            RefusalReason.Head => "a head, not a chest",
            RefusalReason.Object => "an object, not a chest",
            RefusalReason.Abdomen => "an abdomen, not a chest",
            RefusalReason.UpsideDown => "upside down",
            _ => "out of distribution",
        };
        return $"{what} ({failure.Found})";
    }

    /// <summary>What an answer does not say.</summary>
    /// <param name="synthetic">Whether the network was trained on synthetic patients.</param>
    /// <param name="calibrated">Whether it is calibrated.</param>
    public static IReadOnlyList<string> Limits(bool synthetic, bool calibrated) =>
    [
        "Research software, no medical device: not for diagnosis, treatment or any decision about a patient.",
        .. synthetic ? (string[])["Trained and tested on synthetic data: the output says nothing about a real patient."] : [],
        "It is told, not found out, that there is a tumour: the probabilities are of its type, given that there is one.",
        calibrated
            ? "The set holds the true type as often as stated of patients like those it was calibrated on, and of no others."
            : "Probabilities are not calibrated: they are no frequencies.",
        "Saliency shows where a change would move the answer, not why, and is as coarse as the network's third stage.",
    ];
}

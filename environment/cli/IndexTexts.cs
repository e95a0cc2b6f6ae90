namespace MhdNet.Cli;

/// <summary>What the page says of the suite itself, whatever came out.</summary>
internal static class IndexTexts
{
    /// <summary>What this is.</summary>
    public static IReadOnlyList<string> Is { get; } =
    [
        "MHD-Net in C#: a network learns from CT and pathology together and then classifies thymic epithelial tumours from CT alone. "
        + "The notebooks below build it step by step, train it, and hold what comes out against what the paper states.",
    ];

    /// <summary>What this is not.</summary>
    /// <param name="synthetic">Whether the patients are the phantom's.</param>
    public static IReadOnlyList<string> IsNot(bool synthetic) =>
    [
        "A medical device: nothing here may decide about a patient.",
        synthetic
            ? "A reproduction of the paper's numbers: all patients here are synthetic, "
            + "and what holds for them need not hold for RPTET or CPTAC-LUAD."
            : "A result on the paper's data: the patients here are a cohort of your own, and the paper's numbers are of others.",
    ];

    /// <summary>What a reader must know before reading a number.</summary>
    /// <param name="scale">The scale.</param>
    public static IReadOnlyList<string> Warnings(string scale) => scale switch
    {
        "smoke" =>
        [
            "Scale smoke: these numbers mean nothing. They show that everything runs, on a few tiny patients and after an epoch or two.",
        ],
        "demo" =>
        [
            "Scale demo: small images, a small network and a short training. These numbers are not those of the paper's sizes.",
        ],
        "study" =>
        [
            "Scale study: small images and a small network. These numbers are not those of the paper's sizes.",
        ],
        _ => [],
    };
}

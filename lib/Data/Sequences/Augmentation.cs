namespace MhdNet.Data.Sequences;

/// <summary>How training sequences are varied from epoch to epoch; validation and test see them as stored.</summary>
public enum Augmentation
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>Mirrored left to right with probability one half, the whole sequence alike.</summary>
    Mirror,

    /// <summary>
    /// What may happen to either modality without another type being meant. CT: mirrored, turned by up to 12 degrees, scaled by up to 10 %,
    /// shifted by up to 6 % of the image, contrast changed by up to 10 % and brightness by up to 5 % of the window. Pathology, which has
    /// no upright: one of the eight symmetries of the square, and each colour changed by up to 5 %.
    /// </summary>
    Full,
}

namespace MhdNet.Figures;

/// <summary>
/// The ideas of MHD-Net and of the methods that it is compared with, by the methods' names. What is drawn is what this suite builds: where
/// a source says less, the formulas behind a box are ours.
/// </summary>
public static partial class MethodSketches
{
    private const string Class = "class";

    /// <summary>All, by name.</summary>
    public static IReadOnlyDictionary<string, Sketch> All { get; } =
        ((IEnumerable<Sketch>)[MhdNet, .. MissingModality, .. MultiModal, .. CtAlone]).ToDictionary(sketch => sketch.Name);

    private static Sketch MhdNet => new(
        "MHD-Net",
        [
            Ct(0, 0, "CT"), Ct(3, 0, "student\nfuses what it reads"), Ct(4, 0, Class),
            Ct(1, 1, "radiology branch\nthe teacher's, frozen"), Wsi(2, 1, "memory\na bank for each type"),
            Taught(Wsi(0, 2, "pathology")), Taught(Both(1, 2, "teacher\nthree branches, SHFM")),
        ],
        [
            "CT -> student", "student -> class", "CT -> radiology branch", "radiology branch -> memory: likely types",
            "memory -> student: read",
            "pathology -> teacher", "CT ~> teacher", "teacher ~> memory: fills it", "teacher ~> student",
        ]);

    /// <summary>A picture of a method's idea.</summary>
    /// <param name="method">The method's name.</param>
    /// <exception cref="ArgumentException">There is none of that name.</exception>
    public static Picture Draw(string method) => All.TryGetValue(method, out var sketch)
        ? SketchPicture.Draw(sketch)
        : throw new ArgumentException($"'{method}' is none of {string.Join(", ", All.Keys)}", nameof(method));

    private static SketchBox Ct(int column, int lane, string text) => new(text, column, lane, SketchSees.Ct);

    private static SketchBox Wsi(int column, int lane, string text) => new(text, column, lane, SketchSees.Pathology);

    private static SketchBox Both(int column, int lane, string text) => new(text, column, lane, SketchSees.Both);

    private static SketchBox Taught(SketchBox box) => box with { TrainingOnly = true };
}

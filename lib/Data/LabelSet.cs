
using MhdNet.Runtime;

namespace MhdNet.Data;

/// <summary>
/// What is told apart: the types in clinical order (the quadratic weighted kappa depends on it) and whether CT sequences
/// without tumour form a class of their own, `other` (Sec. IV-A: nine labels in training, eight types in the test).
/// </summary>
/// <param name="Name">Short name, as in cohort.json.</param>
/// <param name="Types">Tumour types, in order of severity.</param>
/// <param name="HasOther">Whether `other` follows the types as the last class. It has no pathology and no memory bank.</param>
public sealed record LabelSet(string Name, IReadOnlyList<string> Types, bool HasOther)
{
    /// <summary>The label of CT sequences without tumour.</summary>
    public const string Other = "other";

    /// <summary>The WHO types of thymic epithelial tumours (Table I) and `other`.</summary>
    public static LabelSet Thymic { get; } = new("thymic", ["A", "AB", "B1", "B1+B2", "B2", "B2+B3", "B3", "TC"], HasOther: true);

    /// <summary>The grades of CPTAC-LUAD (Sec. IV-A).</summary>
    public static LabelSet LungGrade { get; } = new("lung-grade", ["G1", "G2", "G3"], HasOther: false);

    /// <summary>All typings a cohort can name.</summary>
    public static IReadOnlyList<LabelSet> All { get; } = [Thymic, LungGrade];

    /// <summary>Number of tumour types: the memory's K.</summary>
    public int TypeCount => Types.Count;

    /// <summary>Number of classes of the classifiers: the types and `other`.</summary>
    public int ClassCount => Types.Count + (HasOther ? 1 : 0);

    /// <summary>Index of `other`; none where every sequence is of a type.</summary>
    public int? OtherIndex => HasOther ? Types.Count : null;

    /// <summary>Label of a class index.</summary>
    public string NameOf(int index) => index == OtherIndex ? Other : Types[index];

    /// <summary>Class index of a label.</summary>
    /// <exception cref="InputException">The label is none of this typing.</exception>
    public int IndexOf(string label)
    {
        for (var i = 0; i < ClassCount; i++)
        {
            if (NameOf(i) == label)
            {
                return i;
            }
        }

        throw new InputException($"label '{label}' is none of {string.Join(", ", Types)}{(HasOther ? ", " + Other : "")}: correct it in patients.csv");
    }
}

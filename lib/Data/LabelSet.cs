using System.Text.Json.Serialization;
using MhdNet.Runtime;

namespace MhdNet.Data;

/// <summary>
/// What is told apart: the types in clinical order (the quadratic weighted kappa depends on it) and whether CT sequences
/// without tumour form a class of their own, `other` (Sec. IV-A: nine labels in training, eight types in the test).
/// A cohort names one of <see cref="All"/>, or a set of its own.
/// </summary>
/// <param name="Name">Short name, as in cohort.json.</param>
/// <param name="Types">Tumour types, in order of severity.</param>
/// <param name="HasOther">Whether `other` follows the types as the last class. It has no pathology and no memory bank.</param>
[JsonConverter(typeof(LabelSetJson))]
public sealed record LabelSet(string Name, IReadOnlyList<string> Types, bool HasOther)
{
    /// <summary>The label of CT sequences without tumour.</summary>
    public const string Other = "other";

    /// <summary>The WHO types of thymic epithelial tumours (Table I) and `other`.</summary>
    public static LabelSet Thymic { get; } = new("thymic", ["A", "AB", "B1", "B1+B2", "B2", "B2+B3", "B3", "TC"], HasOther: true);

    /// <summary>The grades of CPTAC-LUAD (Sec. IV-A).</summary>
    public static LabelSet LungGrade { get; } = new("lung-grade", ["G1", "G2", "G3"], HasOther: false);

    /// <summary>The sets that are known by their name alone.</summary>
    public static IReadOnlyList<LabelSet> All { get; } = [Thymic, LungGrade];

    /// <summary>Number of tumour types: the memory's K.</summary>
    public int TypeCount => Types.Count;

    /// <summary>Number of classes of the classifiers: the types and `other`.</summary>
    public int ClassCount => Types.Count + (HasOther ? 1 : 0);

    /// <summary>Index of `other`; none where every sequence is of a type.</summary>
    public int? OtherIndex => HasOther ? Types.Count : null;

    /// <summary>What fingerprints take of it: the name of a known set, everything of another.</summary>
    internal string Signature => All.Contains(this) ? Name : string.Join('\u001f', [Name, .. Types, HasOther ? Other : ""]);

    /// <summary>
    /// The set of a text: a known name, or `name=type,type,...` in order, with a last `other` where CT without tumour is a class.
    /// </summary>
    /// <exception cref="InputException">Neither, or a set that cannot be used.</exception>
    public static LabelSet Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Split('=', 2) is not [var name, var listed])
        {
            return Known(text);
        }

        string[] types = listed.Split(',', StringSplitOptions.TrimEntries);
        var hasOther = types[^1] == Other;
        return new LabelSet(name.Trim(), hasOther ? types[..^1] : types, hasOther).Checked();
    }

    /// <summary>Label of a class index.</summary>
    public string NameOf(int index) => index == OtherIndex ? Other : Types[index];

    /// <summary>Class index of a label.</summary>
    /// <exception cref="InputException">The label is none of this set.</exception>
    public int IndexOf(string label)
    {
        for (var i = 0; i < ClassCount; i++)
        {
            if (NameOf(i) == label)
            {
                return i;
            }
        }

        throw new InputException($"label '{label}' is none of {string.Join(", ", Types)}{(HasOther ? ", " + Other : "")}: "
            + "correct it in patients.csv");
    }

    /// <summary>The same name, types and order.</summary>
    public bool Equals(LabelSet? other) => other is not null && Name == other.Name && HasOther == other.HasOther
        && Types.SequenceEqual(other.Types);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Name, HasOther, Types.Count);

    /// <summary>"lung-grade (G1, G2, G3)".</summary>
    public override string ToString() => $"{Name} ({string.Join(", ", Types)}{(HasOther ? $"; {Other}" : "")})";

    /// <summary>The known set of a name.</summary>
    /// <exception cref="InputException">There is none.</exception>
    internal static LabelSet Known(string name) => All.FirstOrDefault(known => known.Name == name)
        ?? throw new InputException(
            $"labels '{LabelSetRules.Shown(name)}' are unknown: use {string.Join(" or ", All.Select(known => known.Name))}, "
            + "or name types of your own");

    /// <summary>This set, if it can be used.</summary>
    /// <exception cref="InputException">It cannot; one line says why.</exception>
    internal LabelSet Checked() => LabelSetRules.Problem(this) is { } problem ? throw new InputException($"labels: {problem}") : this;
}

using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using MhdNet.Data;
using MhdNet.Data.Sequences;
using MhdNet.Methods;
using MhdNet.Methods.Mhd;
using MhdNet.Runtime;
using MhdNet.Training;

namespace MhdNet.Runs;

/// <summary>What determines a run: the run's folder is named by this record's hash. Names of experiments are not part of it.</summary>
public abstract record Recipe
{
    /// <summary>Sizes and variants of the networks.</summary>
    public required NetworkOptions Network { get; init; }

    /// <summary>The memory's options.</summary>
    public required MemoryOptions Memory { get; init; }

    /// <summary>Epochs, batch size, rate.</summary>
    public required TrainingOptions Training { get; init; }

    /// <summary>Share of the training patients.</summary>
    public double TrainingShare { get; init; } = 1;

    /// <summary>What of the test leaks into training; nothing, but for the study of leaks.</summary>
    public Leak Leak { get; init; } = Leak.None;

    /// <summary>Seed of weights, order and augmentation.</summary>
    public required int Seed { get; init; }

    /// <summary>Seed of the patient split.</summary>
    public required int SplitSeed { get; init; }

    /// <summary>Name of the typing.</summary>
    public required string Labels { get; init; }

    /// <summary>How raw files became sequences; a prediction on a new series does the same.</summary>
    public required PreprocessingOptions Preprocessing { get; init; }

    /// <summary>Whether the patients are synthetic.</summary>
    public required bool Synthetic { get; init; }

    /// <summary>SHA-256 of the file that its backbones begin with; null where they begin at random.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Backbone { get; init; }

    /// <summary>Fingerprint of the sequences.</summary>
    public required string Data { get; init; }

    /// <summary>Fingerprint of the source of everything that decides a result.</summary>
    public string Code { get; init; } = CodeVersion.Fingerprint;

    /// <summary>Kind of the run, the first part of its folder's name.</summary>
    internal abstract string Kind { get; }

    /// <summary>The same, whatever the code's version: what two versions can be compared by.</summary>
    internal virtual Recipe WithoutCode() => this with { Code = "" };

    /// <summary>Twelve hexadecimal digits that name this recipe.</summary>
    public string Id() => Convert.ToHexStringLower(
        SHA256.HashData(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(this, GetType(), JsonFormat.Compact))))[..12];
}

/// <summary>A teacher's recipe.</summary>
public sealed record TeacherRecipe : Recipe
{
    /// <summary>Weight of the ConMB loss (Eq. 10).</summary>
    public required double ConMb { get; init; }

    /// <summary>Recipes of the branches that it begins with, trained alone and frozen; null where all is trained together.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public TeacherBranches? Branches { get; init; }

    internal override string Kind => "teacher";

    internal override Recipe WithoutCode() => this with
    {
        Code = "",
        Branches = Branches is null ? null : new((BranchRecipe)Branches.Radiology.WithoutCode(), (BranchRecipe)Branches.Pathology.WithoutCode()),
    };
}

/// <summary>The branches of a teacher that is trained in phases.</summary>
/// <param name="Radiology">Of CT.</param>
/// <param name="Pathology">Of slides.</param>
public sealed record TeacherBranches(BranchRecipe Radiology, BranchRecipe Pathology);

/// <summary>A student's recipe.</summary>
public sealed record StudentRecipe : Recipe
{
    /// <summary>The teacher's recipe; null for a student trained alone.</summary>
    public required TeacherRecipe? Teacher { get; init; }

    /// <summary>Weight of Eq. 12.</summary>
    public required double Mse { get; init; }

    /// <summary>Distance of Eq. 12.</summary>
    public FeatureDistance Distance { get; init; }

    /// <summary>Weight of Eq. 13.</summary>
    public required double Kl { get; init; }

    /// <summary>Temperature of Eq. 13.</summary>
    public required double KlTemperature { get; init; }

    /// <summary>How it reads the memory, where it has a teacher.</summary>
    public MemoryReading Reading { get; init; }

    /// <summary>The branches under whose predictions it reads the memory while it is trained (<see cref="Experiment.CrossFitted"/>); null: as when deployed.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<BranchRecipe>? Folds { get; init; }

    /// <summary>Kind of every student's run.</summary>
    internal const string RunKind = "student";

    internal override string Kind => RunKind;

    internal override Recipe WithoutCode() => this with
    {
        Code = "",
        Teacher = (TeacherRecipe?)Teacher?.WithoutCode(),
        Folds = Folds is null ? null : [.. Folds.Select(fold => (BranchRecipe)fold.WithoutCode())],
    };
}

/// <summary>The recipe of a single branch (<see cref="BranchTraining"/>).</summary>
public sealed record BranchRecipe : Recipe
{
    /// <summary>What it sees.</summary>
    public required Modality Modality { get; init; }

    /// <summary>The fold of the training patients that it does not see (<see cref="TrainingData.Without"/>); null: it sees all.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? LeavesOut { get; init; }

    internal override string Kind => Modality == Modality.Ct ? "radiology" : "pathology";
}

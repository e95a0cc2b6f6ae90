using MhdNet.Methods.CtAlone;
using MhdNet.Methods.MissingModality;
using MhdNet.Methods.MultiModal;

namespace MhdNet.Methods;

/// <summary>The methods of Tables III and IV and of Fig. 4 that MHD-Net is compared with, at the paper's sizes.</summary>
public static class ComparisonMethods
{
    /// <summary>Taught with pathology, tested without (Table III), in the table's order.</summary>
    public static IReadOnlyDictionary<string, ComparisonMethod> MissingModality { get; } = new Dictionary<string, ComparisonMethod>
    {
        ["aw3m"] = new Aw3mMethod(),
        ["moddrop"] = new ModDropMethod(),
        ["mmformer"] = new MmFormerMethod(),
        ["sckd"] = new SckdMethod(),
        ["dagd"] = new DagdMethod(),
        ["dgmkd"] = new DgmkdMethod(),
    };

    /// <summary>Shown CT and pathology (Fig. 4).</summary>
    public static IReadOnlyDictionary<string, ComparisonMethod> MultiModal { get; } = new Dictionary<string, ComparisonMethod>
    {
        ["msan"] = new MsanMethod(),
        ["tfa"] = new TfaMethod(),
        ["transmed"] = new TransMedMethod(),
        ["dpmf"] = new DpmfMethod(),
    };

    /// <summary>Shown CT alone (Table IV), in the table's order.</summary>
    public static IReadOnlyDictionary<string, ComparisonMethod> CtAlone { get; } = new Dictionary<string, ComparisonMethod>
    {
        ["scm"] = new ScmMethod(),
        ["pcct"] = new PcctMethod(),
        ["cmmf"] = new CmmfMethod(),
    };

    /// <summary>All, by the short name that the command line has for them.</summary>
    public static IReadOnlyDictionary<string, ComparisonMethod> All { get; } =
        MissingModality.Concat(MultiModal).Concat(CtAlone).ToDictionary(entry => entry.Key, entry => entry.Value);

    /// <summary>Types of their trainings.</summary>
    internal static IReadOnlyList<Type> Phases { get; } =
    [
        typeof(Aw3mStreamsPhase), typeof(Aw3mPhase), typeof(ModDropPhase), typeof(MmFormerPhase), typeof(SckdPhase),
        typeof(DagdTeacherPhase), typeof(DagdPhase), typeof(DgmkdPhase), typeof(MsanPhase), typeof(TfaPhase), typeof(TransMedPhase),
        typeof(DpmfPhase), typeof(ScmPhase), typeof(PcctPhase), typeof(CmmfPhase),
    ];

    /// <summary>A method as a row of a table.</summary>
    public static Experiment Row(ComparisonMethod method)
    {
        ArgumentNullException.ThrowIfNull(method);
        return new Experiment { Name = method.Name, Method = method };
    }
}

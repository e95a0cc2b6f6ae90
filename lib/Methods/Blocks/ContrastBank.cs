using MhdNet.Runtime;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MhdNet.Methods.Blocks;

/// <summary>
/// Contrastive distillation with memory banks (Tian et al., Contrastive Representation Distillation, ICLR 2020), many positives an
/// anchor: student and teacher are embedded on the unit sphere; each side has a bank with a row a training sequence, a moving average of
/// its embeddings; each side's embedding is compared with the other side's bank.
/// </summary>
public sealed class ContrastBank : nn.Module
{
    private const double Epsilon = 1e-7;

    private readonly Linear student, teacher;
    private readonly double _momentum, _temperature;
    private readonly bool _legacySign;

    /// <summary>Makes banks of random unit rows.</summary>
    /// <param name="studentFeatures">Features of the student that are embedded.</param>
    /// <param name="teacherFeatures">Those of the teacher.</param>
    /// <param name="rows">Rows there is room for.</param>
    /// <param name="dimension">Of the embedding.</param>
    /// <param name="momentum">Share of a row that its next embedding leaves.</param>
    /// <param name="temperature">Divides the products.</param>
    /// <param name="legacySign">Ranks by student less teacher, as the published code does against its own comments.</param>
    public ContrastBank(
        int studentFeatures, int teacherFeatures, int rows, int dimension, double momentum, double temperature, bool legacySign)
        : base(nameof(ContrastBank))
    {
        (Rows, _momentum, _temperature, _legacySign) = (rows, momentum, temperature, legacySign);
        student = nn.Linear(studentFeatures, dimension);
        teacher = nn.Linear(teacherFeatures, dimension);
        RegisterComponents();
        using var scope = NewDisposeScope();
        foreach (var side in new[] { "student_bank", "teacher_bank" })
        {
            register_buffer(side, Unit((rand(rows, dimension) * 2) - 1).DetachFromDisposeScope());
        }

        register_buffer("scale", zeros(2).DetachFromDisposeScope());
    }

    /// <summary>Rows there is room for.</summary>
    public int Rows { get; }

    /// <summary>The student's bank, (rows, dimension).</summary>
    public Tensor StudentBank => get_buffer("student_bank")!;

    /// <summary>The teacher's.</summary>
    public Tensor TeacherBank => get_buffer("teacher_bank")!;

    // Z of each side, from the first batch; 0: not met yet
    private Tensor Scale => get_buffer("scale")!;

    /// <summary>
    /// The loss of both sides, mean over the anchors, after which the anchors' rows have moved.
    /// <code>−(1/P) Σ_p log(x_p / (x_p + m/N)) − Σ_n log((m/N) / (x_n + m/N)),  x = exp(⟨anchor, row⟩ / τ) / Z</code>
    /// m negatives, N rows, Z such that the first batch's x are 1/N on average.
    /// </summary>
    /// <param name="studentFeatures">(n, features), n at least 1.</param>
    /// <param name="teacherFeatures">(n, features); no gradient goes there.</param>
    /// <param name="anchors">Rows of the n.</param>
    /// <param name="index">The rows in use.</param>
    /// <param name="choice">What the anchors are compared with.</param>
    /// <param name="draw">Another draw, another choice.</param>
    public Tensor Loss(
        Tensor studentFeatures, Tensor teacherFeatures, IReadOnlyList<int> anchors, BankIndex index, ContrastChoice choice, ulong draw)
    {
        ArgumentNullException.ThrowIfNull(teacherFeatures);
        ArgumentNullException.ThrowIfNull(anchors);
        ArgumentNullException.ThrowIfNull(index);
        ArgumentNullException.ThrowIfNull(choice);
        using var scope = NewDisposeScope();
        var (s, t) = (Unit(student.call(studentFeatures)), Unit(teacher.call(teacherFeatures.detach())));
        // copies: the gradient needs the rows as they are now
        var (ofStudent, ofTeacher) = (StudentBank.narrow(0, 0, index.Count).clone(), TeacherBank.narrow(0, 0, index.Count).clone());
        var chosen = Choose(s, t, ofStudent, ofTeacher, anchors, index, choice, draw);
        var loss = OneSide(s, ofTeacher, chosen, Scale.narrow(0, 0, 1)) + OneSide(t, ofStudent, chosen, Scale.narrow(0, 1, 1));
        var rows = tensor(anchors.Select(row => (long)row).ToArray(), device: s.device);
        Move(StudentBank, rows, s);
        Move(TeacherBank, rows, t);
        return loss.MoveToOuterDisposeScope();
    }

    /// <summary>Refuses more sequences than there are rows.</summary>
    /// <param name="index">The rows in use.</param>
    /// <exception cref="InputException">There is no room.</exception>
    public void Check(BankIndex index)
    {
        ArgumentNullException.ThrowIfNull(index);
        if (index.Count > Rows)
        {
            throw new InputException(
                $"the contrastive banks have {Rows} rows and there are {index.Count} training sequences: give the method more rows");
        }
    }

    // each side against its own bank: the embeddings' lengths are 1, so the products are cosines
    private List<(Tensor Positives, Tensor Negatives)> Choose(
        Tensor s, Tensor t, Tensor ofStudent, Tensor ofTeacher,
        IReadOnlyList<int> anchors, BankIndex index, ContrastChoice choice, ulong draw)
    {
        using var noGradient = no_grad();
        var discrepancy = t.matmul(ofTeacher.t()) - s.matmul(ofStudent.t());
        var values = (_legacySign ? -discrepancy : discrepancy).cpu().contiguous().data<float>().ToArray();
        Tensor Rows(IReadOnlyList<int> rows) => tensor(rows.Select(row => (long)row).ToArray(), [rows.Count], device: s.device);
        return [.. anchors.Select((anchor, i) =>
        {
            var own = values.AsSpan(i * index.Count, index.Count);
            var (positives, negatives) = choice.Of(index, anchor, own, Data.Draw.Bits(draw, "anchor", anchor));
            return (Rows(positives), Rows(negatives));
        })];
    }

    private Tensor OneSide(Tensor anchors, Tensor bank, List<(Tensor Positives, Tensor Negatives)> chosen, Tensor scale)
    {
        var all = (anchors.matmul(bank.t()) / _temperature).exp();   // (n, N)
        var met = chosen.Select((rows, i) => (Positives: all[i].index_select(0, rows.Positives),
            Negatives: all[i].index_select(0, rows.Negatives))).ToList();
        if (scale.item<float>() == 0)
        {
            using var noGradient = no_grad();
            scale.copy_(cat([.. met.SelectMany(one => new[] { one.Positives, one.Negatives })]).mean() * bank.shape[0]);
        }

        double z = scale.item<float>();
        return stack([.. met.Select(one => Nce(one.Positives / z, one.Negatives / z, (int)bank.shape[0]))]).mean();
    }

    /// <summary>The loss of one anchor (see <see cref="Loss"/>).</summary>
    /// <param name="positives">x of the positives.</param>
    /// <param name="negatives">x of the negatives.</param>
    /// <param name="rows">N.</param>
    public static Tensor Nce(Tensor positives, Tensor negatives, int rows)
    {
        ArgumentNullException.ThrowIfNull(positives);
        ArgumentNullException.ThrowIfNull(negatives);
        using var scope = NewDisposeScope();
        var noise = (double)negatives.shape[0] / rows;
        var ofPositives = (positives / (positives + noise + Epsilon)).log().mean();
        var ofNegatives = ((negatives + noise + Epsilon).log() - Math.Log(noise)).sum();   // of none: zero
        return (ofNegatives - ofPositives).MoveToOuterDisposeScope();
    }

    private void Move(Tensor bank, Tensor rows, Tensor embedding)
    {
        using var noGradient = no_grad();
        bank.index_copy_(0, rows, Unit((bank.index_select(0, rows) * _momentum) + (embedding.detach() * (1 - _momentum))));
    }

    private static Tensor Unit(Tensor rows) => rows / (rows.square().sum(dim: 1, keepdim: true) + 1e-12).sqrt();
}

using MhdNet.Methods.Blocks;
using MhdNet.Runtime;
using static TorchSharp.torch;

namespace MhdNet.Tests.Methods;

public sealed class ContrastTests
{
    // rows 0 to 11 are of class 0, rows 12 to 21 of class 1
    private static readonly BankIndex Index = new(Enumerable.Range(0, 22).Select(row => ($"s{row}", row < 12 ? 0 : 1)));

    private static float[] Discrepancy { get; } = [.. Enumerable.Range(0, 22).Select(row => -0.1f * row)];

    [Fact]
    public void Positives_are_the_anchor_and_the_middle_of_its_class_and_negatives_the_smallest_of_the_others()
    {
        var choice = new ContrastChoice { MiddleFrom = 0.25, MiddleTo = 0.5, NegativeShare = 0.3 };
        for (var draw = 0UL; draw < 20; draw++)
        {
            var (positives, negatives) = choice.Of(Index, 7, Discrepancy, draw);
            Assert.Equal(7, positives[0]);
            Assert.Equal(4, positives.Count);                    // a third of 12
            Assert.Equal(positives, positives.Distinct());
            Assert.All(positives.Skip(1), row => Assert.InRange(row, 3, 6)); // ranks 3 to 6 hold four, as many as are needed
            Assert.Equal([21, 20, 19], negatives);               // 0.3 of 10
        }
    }

    [Fact]
    public void Another_draw_is_another_choice_and_the_same_draw_the_same()
    {
        var choice = new ContrastChoice { Positives = 3, MiddleFrom = 0, MiddleTo = 1, NegativeCandidates = 4, NegativeShare = 1 };
        string Of(ulong draw)
        {
            var (positives, negatives) = choice.Of(Index, 0, Discrepancy, draw);
            Assert.Equal((3, 4), (positives.Count, negatives.Count));
            Assert.All(positives, row => Assert.InRange(row, 0, 11));
            Assert.All(negatives, row => Assert.InRange(row, 12, 21));
            return string.Join(' ', positives.Concat(negatives));
        }

        Assert.Equal(Of(1), Of(1));
        Assert.NotEqual(Of(1), Of(2));
    }

    [Fact]
    public void A_class_of_one_and_a_cohort_of_one_class_have_a_choice()
    {
        var few = new BankIndex([("a", 0), ("b", 1)]);
        var (positives, negatives) = new ContrastChoice().Of(few, 1, [0, 0], 1);
        Assert.Equal([1], positives);
        Assert.Equal([0], negatives);
        var alone = new BankIndex([("a", 0), ("b", 0)]);
        Assert.Empty(new ContrastChoice().Of(alone, 1, [0, 0], 1).Negatives);
        Assert.Throws<InputException>(() => new ContrastChoice { MiddleFrom = 0.5, MiddleTo = 0.4 }.Check());
    }

    // x = 1/2 of the positive, 1/4 and 1/8 of the negatives, m / N = 2 / 8: -log(2/3) - log(1/2) - log(2/3)
    [Fact]
    public void The_contrast_is_as_worked_by_hand()
    {
        using var scope = NewDisposeScope();
        var loss = ContrastBank.Nce(tensor(new[] { 0.5f }), tensor(new[] { 0.25f, 0.125f }), 8).item<float>();
        Assert.Equal(-Math.Log(2 / 3.0) - Math.Log(0.5) - Math.Log(2 / 3.0), loss, 5);
        Assert.Equal(0, ContrastBank.Nce(tensor(new[] { 0.5f }), zeros(0), 8).item<float>(), 5);
    }

    [Fact]
    public void Only_the_anchors_rows_move_and_all_keep_length_one()
    {
        using var scope = NewDisposeScope();
        manual_seed(4).Dispose();
        using var bank = new ContrastBank(6, 5, rows: 30, dimension: 4, momentum: 0.5, temperature: 0.07, legacySign: false);
        bank.Check(Index);
        var (student, teacher) = (bank.StudentBank.clone(), bank.TeacherBank.clone());
        bank.Loss(randn(2, 6), randn(2, 5), [3, 15], Index, new ContrastChoice(), 1);
        foreach (var (before, after) in new[] { (student, bank.StudentBank), (teacher, bank.TeacherBank) })
        {
            var moved = (before - after).abs().sum(dim: 1).data<float>().ToArray();
            Assert.Equal([3, 15], Enumerable.Range(0, 30).Where(row => moved[row] > 0));
            Assert.All(after.norm(1).data<float>().ToArray(), length => Assert.Equal(1, length, 4));
        }

        Assert.Throws<InputException>(() => bank.Check(new BankIndex(Enumerable.Range(0, 31).Select(row => ($"s{row}", 0)))));
    }

    [Fact]
    public void The_student_learns_against_the_teachers_bank_and_the_teacher_gets_no_gradient()
    {
        using var scope = NewDisposeScope();
        manual_seed(5).Dispose();
        using var bank = new ContrastBank(6, 5, rows: 22, dimension: 4, momentum: 0.5, temperature: 0.07, legacySign: false);
        var (student, teacher) = (randn(2, 6).requires_grad_(true), randn(2, 5).requires_grad_(true));
        bank.Loss(student, teacher, [3, 15], Index, new ContrastChoice(), 1).backward();
        Assert.True(student.grad!.abs().sum().item<float>() > 0);
        Assert.True(teacher.grad is null || teacher.grad.IsInvalid);
        Assert.All(bank.parameters(), parameter => Assert.True(parameter.grad!.abs().sum().item<float>() > 0));
    }

    [Fact]
    public void The_legacy_sign_turns_the_ranking_round()
    {
        using var scope = NewDisposeScope();
        float Loss(bool legacy)
        {
            manual_seed(6).Dispose();
            using var bank = new ContrastBank(6, 5, rows: 22, dimension: 4, momentum: 0.5, temperature: 0.07, legacy);
            return bank.Loss(randn(2, 6), randn(2, 5), [3, 15], Index, new ContrastChoice { NegativeShare = 0.3 }, 1).item<float>();
        }

        Assert.Equal(Loss(false), Loss(false));
        Assert.NotEqual(Loss(false), Loss(true));
    }
}

using MhdNet.Methods.Blocks;
using MhdNet.Methods.MissingModality;
using MhdNet.Runtime;
using MhdNet.Training;
using static TorchSharp.torch;

namespace MhdNet.Tests.Methods;

public sealed class SckdTests
{
    // nine classes, class 2 is right: gradients are softmax(student) - one-hot and softmax(student) - softmax(teacher)
    [Theory]
    [InlineData(0, 2, 6, 1)]            // a student that knows nothing, a teacher that is right
    [InlineData(0, 5, 60, -0.125)]      // a teacher that is sure of the wrong class: -1 / (9 - 1)
    [InlineData(6, 2, 2, -1)]           // a right student that is surer than its teacher
    public void Through_the_real_losses_the_cosine_is_as_worked_by_hand(float student, int teachers, float teacher, double cosine)
    {
        foreach (var temperature in new[] { 1.0, 4.0 })
        {
            using var scope = NewDisposeScope();
            Tensor Sure(int type, float of) => nn.functional.one_hot(tensor(new[] { (long)type }), 9).to_type(ScalarType.Float32) * of;
            var logits = Sure(2, student).requires_grad_(true);
            var own = nn.functional.cross_entropy(logits, tensor(new[] { 2L }));
            var distilled = DistillationLosses.Kl(Sure(teachers, teacher), logits, temperature);
            Assert.Equal(cosine, GradientAgreement.WithEach(own, [(distilled, logits)])[0], 3);
        }
    }

    [Fact]
    public void Open_gates_let_all_losses_through_and_closed_ones_leave_the_step_on_labels()
    {
        using var open = new TinyTraining(new SckdMethod { Threshold = -1, Logits = 2, Features = 3 });
        using var closed = new TinyTraining(new SckdMethod { Threshold = 1 });
        using var batch = open.Batch();
        IReadOnlyList<(string, double, bool)> Terms(TinyTraining training)
        {
            using var scope = NewDisposeScope();
            return [.. training.Learner.Losses(batch, new Clock(0, 1, 0, 1)).Select(term => (term.Name, term.Weight, term.OfPairs))];
        }

        Assert.Equal([("ce", 1, false), ("kd", 2, true), ("stage1", 3, true), ("stage2", 3, true), ("stage3", 3, true)], Terms(open));
        Assert.Equal([("ce", 1, false), ("kd", 0, true), ("stage1", 0, true), ("stage2", 0, true), ("stage3", 0, true)], Terms(closed));
    }

    [Fact]
    public void With_all_gates_closed_the_step_is_that_on_labels_bit_by_bit()
    {
        using var closed = new TinyTraining(new SckdMethod { Threshold = 1 });
        using var labels = new TinyTraining(new SckdMethod { Threshold = 1 });
        using var open = new TinyTraining(new SckdMethod { Threshold = -1 });
        using var batch = closed.Batch();
        using var unpaired = labels.Batch(paired: false);
        closed.Step(batch);
        labels.Step(unpaired);
        open.Step(batch);
        static byte[] Student(TinyTraining training) => TensorBytes.Of(training.Learner.Deployed);
        Assert.Equal(Student(labels), Student(closed));
        Assert.NotEqual(Student(labels), Student(open));
    }

    [Fact]
    public void What_is_deployed_is_a_ResNet_alone()
    {
        using var training = new TinyTraining(new SckdMethod());
        Assert.All(training.Learner.Deployed.named_parameters(), entry => Assert.StartsWith("backbone.", entry.name));
        Assert.Throws<InputException>(() => new SckdMethod { Threshold = 1.5 }.Check());
        Assert.Throws<InputException>(() => new SckdMethod { Temperature = 0 }.Check());
    }
}

using MhdNet.Methods.Blocks;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace MhdNet.Analysis.Teaching;

/// <summary>
/// Distillation in <see cref="ToyWorld"/>: a teacher that sees CT and pathology, and two students that see CT, one taught by it and one by
/// the experts' labels alone. Small networks with two hidden layers, trained on all patients at once; a second each.
/// </summary>
public sealed class ToyDistillation : IDisposable
{
    private const int Hidden = 32;
    private const int Steps = 100; // enough to fit the types, too few to fit every patient
    private const double Rate = 0.01;

    private readonly Module<Tensor, Tensor> _teacher;
    private readonly Module<Tensor, Tensor> _taught;
    private readonly Module<Tensor, Tensor> _alone;

    /// <summary>Trains the three.</summary>
    /// <param name="patients">The training patients.</param>
    /// <param name="seed">Weights; both students start from the same.</param>
    /// <param name="temperature">Temperature of the divergence (Eq. 13).</param>
    public ToyDistillation(IReadOnlyList<ToyPatient> patients, int seed, double temperature = 1)
    {
        ArgumentNullException.ThrowIfNull(patients);
        using var scope = NewDisposeScope();
        var ct = tensor(patients.Select(patient => (float)patient.Ct).ToArray()).unsqueeze(1);
        var both = hstack(ct, tensor(patients.Select(patient => (float)patient.Pathology).ToArray()).unsqueeze(1));
        var types = tensor(patients.Select(patient => (long)patient.Type).ToArray());
        _teacher = Train(2, seed, both, logits => functional.cross_entropy(logits, types));
        Tensor soft;
        using (no_grad())
        {
            soft = _teacher.call(both);
        }

        _alone = Train(1, seed, ct, logits => functional.cross_entropy(logits, types));
        _taught = Train(1, seed, ct, logits => DistillationLosses.Kl(soft, logits, temperature));
    }

    /// <summary>The teacher's logits for one patient, CT and pathology seen.</summary>
    public double[] TeacherLogits(ToyPatient patient)
    {
        ArgumentNullException.ThrowIfNull(patient);
        return Logits(_teacher, tensor([(float)patient.Ct, (float)patient.Pathology], [1, 2]))[0];
    }

    /// <summary>What the taught student says from CT: p(type | CT).</summary>
    public double[] Taught(double ct) => Taught([ct])[0];

    /// <summary>The same of many patients.</summary>
    public double[][] Taught(IReadOnlyList<double> ct) => Says(_taught, ct);

    /// <summary>What the student says that learned from labels alone.</summary>
    public double[] Alone(double ct) => Alone([ct])[0];

    /// <summary>The same of many patients.</summary>
    public double[][] Alone(IReadOnlyList<double> ct) => Says(_alone, ct);

    /// <summary>Softmax of logits over a temperature: the higher, the softer.</summary>
    public static double[] Softened(IReadOnlyList<double> logits, double temperature)
    {
        ArgumentNullException.ThrowIfNull(logits);
        var exponents = logits.Select(logit => Math.Exp((logit - logits.Max()) / temperature)).ToArray();
        return [.. exponents.Select(value => value / exponents.Sum())];
    }

    /// <summary>Kullback-Leibler divergence of what a student says from the best that can be said, in nats, mean over CT values.</summary>
    /// <param name="world">Knows the best.</param>
    /// <param name="student">What it says of many values, such as <see cref="Taught(IReadOnlyList{double})"/>.</param>
    /// <param name="patients">New patients, whose CT is asked about.</param>
    public static double Excess(
        ToyWorld world, Func<IReadOnlyList<double>, IReadOnlyList<double[]>> student, IReadOnlyList<ToyPatient> patients)
    {
        ArgumentNullException.ThrowIfNull(world);
        ArgumentNullException.ThrowIfNull(student);
        double[] ct = [.. patients.Select(patient => patient.Ct)];
        return world.Posteriors(ct).Zip(student(ct), (best, said) =>
            best.Zip(said, (right, one) => right * Math.Log(right / Math.Max(one, 1e-12))).Sum()).Average();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _teacher.Dispose();
        _taught.Dispose();
        _alone.Dispose();
    }

    private static Module<Tensor, Tensor> Train(int inputs, int seed, Tensor seen, Func<Tensor, Tensor> loss)
    {
        manual_seed(seed);
        var network = Sequential(
            Linear(inputs, Hidden), Tanh(), Linear(Hidden, Hidden), Tanh(), Linear(Hidden, ToyWorld.Types.Count));
        using var optimizer = optim.Adam(network.parameters(), Rate);
        for (var step = 0; step < Steps; step++)
        {
            using var scope = NewDisposeScope();
            optimizer.zero_grad();
            loss(network.call(seen)).backward();
            optimizer.step();
        }

        return network;
    }

    private static double[][] Says(Module<Tensor, Tensor> network, IReadOnlyList<double> ct) =>
        [.. Logits(network, tensor(ct.Select(value => (float)value).ToArray(), [ct.Count, 1])).Select(logits => Softened(logits, 1))];

    private static double[][] Logits(Module<Tensor, Tensor> network, Tensor seen)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        using var logits = network.call(seen);
        seen.Dispose();
        return [.. logits.data<float>().Select(value => (double)value).Chunk(ToyWorld.Types.Count)];
    }
}

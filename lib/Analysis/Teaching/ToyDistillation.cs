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
        return Logits(_teacher, [(float)patient.Ct, (float)patient.Pathology]);
    }

    /// <summary>What the taught student says from CT: p(type | CT).</summary>
    public double[] Taught(double ct) => Softened(Logits(_taught, [(float)ct]), 1);

    /// <summary>What the student says that learned from labels alone.</summary>
    public double[] Alone(double ct) => Softened(Logits(_alone, [(float)ct]), 1);

    /// <summary>Softmax of logits over a temperature: the higher, the softer.</summary>
    public static double[] Softened(IReadOnlyList<double> logits, double temperature)
    {
        ArgumentNullException.ThrowIfNull(logits);
        var exponents = logits.Select(logit => Math.Exp((logit - logits.Max()) / temperature)).ToArray();
        return [.. exponents.Select(value => value / exponents.Sum())];
    }

    /// <summary>Kullback-Leibler divergence of what a student says from the best that can be said, in nats, mean over CT values.</summary>
    /// <param name="world">Knows the best.</param>
    /// <param name="student"><see cref="Taught"/> or <see cref="Alone"/>.</param>
    /// <param name="patients">New patients, whose CT is asked about.</param>
    public static double Excess(ToyWorld world, Func<double, double[]> student, IReadOnlyList<ToyPatient> patients)
    {
        ArgumentNullException.ThrowIfNull(world);
        ArgumentNullException.ThrowIfNull(student);
        return patients.Average(patient => world.Posterior(patient.Ct)
            .Zip(student(patient.Ct), (best, said) => best * Math.Log(best / Math.Max(said, 1e-12))).Sum());
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

    private static double[] Logits(Module<Tensor, Tensor> network, float[] seen)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        return [.. network.call(tensor(seen, [1, seen.Length])).data<float>().Select(value => (double)value)];
    }
}

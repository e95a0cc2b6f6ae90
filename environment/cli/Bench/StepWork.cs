using MhdNet.Distillation;
using MhdNet.Experiments;
using MhdNet.Memory;
using MhdNet.Networks;
using MhdNet.Training;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace MhdNet.Cli.Bench;

/// <summary>Teacher, student and a batch of random sequences that all have pathology: the steps of a training and the typing of one sequence.</summary>
internal sealed class StepWork : IDisposable
{
    private readonly Experiment _experiment;
    private readonly DisposeScope _scope = NewDisposeScope();
    private readonly TeacherWithMemory _teacher;
    private readonly StudentNetwork _student;
    private readonly Adam _teaching, _learning;
    private readonly Tensor _ct, _wsi, _labels;

    public StepWork(Experiment experiment)
    {
        _experiment = experiment;
        var (network, batch) = (experiment.Network, experiment.Teacher.BatchSize);
        Part = experiment.Teacher.MicroBatchSize ?? batch;
        _ct = randn([batch, 1, network.Frames, network.Size, network.Size]);
        _wsi = randn([batch, 3, network.Frames, network.Size, network.Size]);
        _labels = arange(batch, ScalarType.Int64).remainder(network.TypeCount);
        _teacher = new TeacherWithMemory(network, experiment.Memory);
        Settle(network);
        _student = new StudentNetwork(network, _teacher.Network.Radiology, Frozen());
        foreach (var parameter in _teacher.parameters())
        {
            parameter.requires_grad = true; // a student freezes its prior, which the teacher's own steps train here
        }

        _teaching = optim.Adam(_teacher.parameters(), 1e-3);
        _learning = optim.Adam(_student.TrainableParameters.Except(_teacher.parameters()), 1e-3);
    }

    /// <summary>Sequences that go through the networks at a time.</summary>
    public int Part { get; }

    /// <summary>Sequences of a step.</summary>
    public int Batch => (int)_labels.shape[0];

    /// <summary>One step of teacher training.</summary>
    /// <returns>The loss.</returns>
    public double TeacherStep()
    {
        _teacher.train();
        return Step(_teaching, (ct, wsi, labels) =>
        {
            var output = _teacher.Network.call(ct, wsi, arange(labels.shape[0], ScalarType.Int64));
            _teacher.Memory.Update(output.PathologyStages, labels);
            return cross_entropy(output.RadiologyLogits, labels) + cross_entropy(output.PathologyLogits!, labels) + cross_entropy(output.FusionLogits!, labels)
                + (_experiment.Weights.ConMb * _teacher.Memory.Boost(output.PathologyStages));
        });
    }

    /// <summary>One step of student training.</summary>
    /// <returns>The loss.</returns>
    public double StudentStep()
    {
        _teacher.eval();
        _student.train();
        return Step(_learning, (ct, wsi, labels) =>
        {
            var output = _student.call(ct);
            TeacherOutput taught;
            using (no_grad())
            {
                taught = _teacher.Network.Fuse(output.Radiology!, wsi, arange(labels.shape[0], ScalarType.Int64));
            }

            return cross_entropy(output.Logits, labels) + (_experiment.Weights.Mse * DistillationLosses.Mse(taught.Fused, output.Aligned))
                + (_experiment.Weights.Kl * DistillationLosses.Kl(taught.FusionLogits!, output.Logits, _experiment.KlTemperature));
        });
    }

    /// <summary>Types one sequence.</summary>
    public void Infer()
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        _student.eval();
        _ = _student.call(_ct.narrow(0, 0, 1)).Logits.sum().item<float>();
    }

    /// <summary>Logits of student and of the teacher's fusion branch for the first part, in evaluation mode.</summary>
    public (float[] Student, float[] Teacher) Logits()
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        _teacher.eval();
        _student.eval();
        var (ct, wsi) = (_ct.narrow(0, 0, Part), _wsi.narrow(0, 0, Part));
        return (
            _student.call(ct).Logits.flatten().data<float>().ToArray(),
            _teacher.Network.call(ct, wsi, arange(Part, ScalarType.Int64)).FusionLogits!.flatten().data<float>().ToArray());
    }

    /// <summary>Writes networks and batch for another program: teacher, student and inputs.safetensors.</summary>
    public void Save(string folder)
    {
        ModelFile.Save(Path.Combine(folder, "teacher.safetensors"), _teacher, _experiment.Network);
        ModelFile.Save(Path.Combine(folder, "student.safetensors"), _student, _experiment.Network, _experiment.Memory, MemoryReading.TeachersPrediction);
        Safetensors.Save(Path.Combine(folder, "inputs.safetensors"), [("ct", _ct), ("wsi", _wsi), ("labels", _labels)], new Dictionary<string, string>());
    }

    public void Dispose()
    {
        _teaching.Dispose();
        _learning.Dispose();
        _student.Dispose();
        _teacher.Dispose();
        _scope.Dispose();
    }

    private double Step(Adam optimizer, Func<Tensor, Tensor, Tensor, Tensor> loss)
    {
        var sum = 0.0;
        for (long start = 0; start < Batch; start += Part)
        {
            using var scope = NewDisposeScope();
            var count = Math.Min(Part, Batch - start);
            var share = (double)count / Batch;
            var value = loss(_ct.narrow(0, start, count), _wsi.narrow(0, start, count), _labels.narrow(0, start, count)) * share;
            value.backward();
            sum += value.item<float>();
        }

        AdamStep.Take(optimizer);
        return sum;
    }

    // fills the memory, and gives normalisation something to go by
    private void Settle(NetworkOptions network)
    {
        using var noGradient = no_grad();
        _teacher.train();
        for (var type = 0; type < network.TypeCount; type++)
        {
            using var scope = NewDisposeScope();
            var rows = arange(2, ScalarType.Int64);
            var output = _teacher.Network.call(_ct.narrow(0, 0, 2), _wsi.narrow(0, 0, 2), rows);
            _teacher.Memory.Update(output.PathologyStages, full([2], type, dtype: ScalarType.Int64));
        }
    }

    // of a copy: the teacher's own goes on learning here
    private FrozenMemory Frozen()
    {
        var network = _experiment.Network;
        using var copy = new Ctmm(network.MemoryStages(), network.TypeCount, _experiment.Memory);
        using var noGradient = no_grad();
        var state = _teacher.Memory.state_dict();
        foreach (var (name, value) in copy.state_dict())
        {
            value.copy_(state[name]);
        }

        return copy.Freeze();
    }
}

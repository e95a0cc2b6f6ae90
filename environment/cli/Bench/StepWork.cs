using MhdNet.Data.Sequences;
using MhdNet.Methods;
using MhdNet.Methods.Mhd;
using MhdNet.Runs;
using MhdNet.Training;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MhdNet.Cli.Bench;

/// <summary>
/// Teacher, student and a batch of random sequences that all have pathology, for training steps and inference. Everything comes from
/// torch's generator, so two processes with one seed have the same.
/// </summary>
internal sealed class StepWork : IDisposable
{
    private readonly MhdNetMethod _method;
    private readonly Formulation _form;
    private readonly DisposeScope _scope = NewDisposeScope();
    private readonly TeacherWithMemory _teacher;
    private readonly StudentNetwork _student;
    private readonly Adam _teaching, _learning;
    private readonly Batch _batch;

    /// <summary>Makes networks and batch.</summary>
    /// <param name="size">What to measure at.</param>
    /// <param name="form">How to compute.</param>
    public StepWork(StepSize size, Formulation form)
    {
        (_method, _form, Part) = (size.Method, form, size.Part);
        var network = size.Method.Network;
        _batch = new Batch(
            randn([size.Batch, 1, network.Frames, network.Size, network.Size]),
            randn([size.Batch, 3, network.Frames, network.Size, network.Size]),
            arange(size.Batch, ScalarType.Int64),
            arange(size.Batch, ScalarType.Int64).remainder(network.TypeCount));
        _teacher = new TeacherWithMemory(network, size.Method.Memory);
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

    /// <summary>One step of teacher training.</summary>
    /// <returns>The loss.</returns>
    public double TeacherStep() => TeacherStep(_method.Weights.ConMb);

    /// <summary>The same without the ConMB loss, whose products are not convolutions.</summary>
    /// <returns>The loss.</returns>
    public double TeacherStepWithoutConMb() => TeacherStep(0);

    /// <summary>One step of student training.</summary>
    /// <returns>The loss.</returns>
    public double StudentStep()
    {
        _teacher.eval();
        _student.train();
        return Step(_learning, part => _form.Student(_student, _teacher.Network, part, _method.Weights, _method.KlTemperature));
    }

    /// <summary>Classifies one sequence.</summary>
    /// <returns>The sum of its logits.</returns>
    public double Infer()
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        _student.eval();
        return _form.Classify(_student, _batch.Ct.narrow(0, 0, 1)).sum().item<float>();
    }

    /// <summary>Logits of student and of the teacher's fusion branch for the first part, in evaluation mode.</summary>
    public (float[] Student, float[] Teacher) Logits()
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        _teacher.eval();
        _student.eval();
        using var part = _batch.Parts(Part).First();
        return (
            _student.call(part.Ct).Logits.flatten().data<float>().ToArray(),
            _teacher.Network.call(part.Ct, part.Wsi, part.Paired).FusionLogits!.flatten().data<float>().ToArray());
    }

    /// <summary>Writes networks and batch for another program: teacher, student and inputs.safetensors.</summary>
    public void Save(string folder)
    {
        var setting = new Setting { Size = _method.Network };
        ModelFile.Save(Path.Combine(folder, "teacher.safetensors"), _teacher, (_method with { Tested = MhdNetPart.Teacher }).For(setting));
        ModelFile.Save(Path.Combine(folder, "student.safetensors"), _student, _method.For(setting));
        Safetensors.Save(
            Path.Combine(folder, "inputs.safetensors"),
            [("ct", _batch.Ct), ("wsi", _batch.Wsi!), ("labels", _batch.Labels)],
            new Dictionary<string, string>());
    }

    public void Dispose()
    {
        _teaching.Dispose();
        _learning.Dispose();
        _student.Dispose();
        _teacher.Dispose();
        _scope.Dispose();
    }

    private double TeacherStep(double conMb)
    {
        _teacher.train();
        return Step(_teaching, part => _form.Teacher(_teacher, part, conMb));
    }

    private double Step(Adam optimizer, Func<Batch, IReadOnlyList<LossTerm>> losses)
    {
        using var scope = NewDisposeScope();
        var loss = MicroBatches.Backward(_batch, Part, losses)["total"];
        _form.Move(optimizer);
        return loss;
    }

    // fills the memory and the running statistics
    private void Settle(NetworkOptions network)
    {
        using var noGradient = no_grad();
        _teacher.train();
        using var part = _batch.Parts(2).First();
        for (var type = 0; type < network.TypeCount; type++)
        {
            using var scope = NewDisposeScope();
            var output = _teacher.Network.call(part.Ct, part.Wsi, part.Paired);
            _teacher.Memory.Update(output.PathologyStages, full(part.Ct.shape[0], type, dtype: ScalarType.Int64));
        }
    }

    // a copy is frozen: the teacher's own memory goes on learning here
    private FrozenMemory Frozen()
    {
        var network = _method.Network;
        using var copy = new Ctmm(network.MemoryStages(), network.TypeCount, _method.Memory);
        using var noGradient = no_grad();
        var state = _teacher.Memory.state_dict();
        foreach (var (name, value) in copy.state_dict())
        {
            value.copy_(state[name]);
        }

        return copy.Freeze();
    }
}

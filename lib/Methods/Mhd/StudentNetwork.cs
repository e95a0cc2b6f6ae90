using MhdNet.Networks;
using MhdNet.Networks.Cost;
using TorchSharp.Modules;
using static TorchSharp.torch;
using Convolution = MhdNet.Networks.Convolution;

namespace MhdNet.Methods.Mhd;

/// <summary>What the student gives.</summary>
/// <param name="Logits">(B, classes).</param>
/// <param name="Aligned">con_s(f_F') of stages one to three (Eq. 12), (B, c, t, h, w) each; in training only, else empty.</param>
/// <param name="Prior">z_R', the class probabilities (B, classes) that the memory was read under; null without memory.</param>
/// <param name="PriorLogits">The logits of z_R', (B, classes); null without memory, and where the prediction was given.</param>
/// <param name="Radiology">All that the frozen radiology branch gave, in training only: a teacher that shares the branch goes on from
/// it.</param>
public sealed record StudentOutput(Tensor Logits, IReadOnlyList<Tensor> Aligned,
    Tensor? Prior, Tensor? PriorLogits, BranchOutput? Radiology);

/// <summary>
/// The memory-aware student (Sec. III-C). It sees CT only: the frozen radiology branch of the teacher predicts (z_R'), the frozen
/// memory is read under that prediction (Eq. 11), SHFM joins what was read with the student's own features, and
/// f_F' + f_R' goes on to the next stage. Pathology and labels have no way in.
/// </summary>
/// <remarks>
/// Prior and memory belong to the student as deployed, so they are its submodules (saved, loaded and moved with it). They are no
/// part of what is trained: hand <see cref="TrainableParameters"/> to the optimiser. The prior stays in evaluation mode always.
/// </remarks>
public sealed class StudentNetwork : Classifier
{
    private readonly ResNet3d backbone;
    private readonly ResNet3d? prior;
    private readonly IMemoryReader? _memory;
    private readonly NetworkOptions _options;
    private readonly Shfm[] _fusions;
    private readonly Convolution[] _alignments;

    /// <summary>Creates the memory-aware student.</summary>
    /// <param name="options">Sizes.</param>
    /// <param name="prior">The trained teacher's radiology branch; frozen here, for good.</param>
    /// <param name="memory">The frozen memory.</param>
    public StudentNetwork(NetworkOptions options, ResNet3d prior, IMemoryReader memory)
        : this(options, prior ?? throw new ArgumentNullException(nameof(prior)),
            memory ?? throw new ArgumentNullException(nameof(memory)), withMemory: true)
    {
    }

    /// <summary>
    /// Creates a memory-aware student that needs no prior: a first pass, with every type read alike, gives the prediction that the
    /// second reads the memory under. A variant of ours; the paper reads under the teacher's radiology branch.
    /// </summary>
    /// <param name="options">Sizes.</param>
    /// <param name="memory">The frozen memory.</param>
    public StudentNetwork(NetworkOptions options, IMemoryReader memory)
        : this(options, null, memory ?? throw new ArgumentNullException(nameof(memory)), withMemory: true)
    {
    }

    /// <summary>Creates a student without memory: the backbone alone (Fig. 6, "w/o CTMM"; and trained without a teacher).</summary>
    /// <param name="options">Sizes.</param>
    public StudentNetwork(NetworkOptions options)
        : this(options, null, null, withMemory: false)
    {
    }

    private StudentNetwork(NetworkOptions options, ResNet3d? prior, IMemoryReader? memory, bool withMemory)
        : base(nameof(StudentNetwork), options)
    {
        options.Checked();
        _options = options;
        backbone = new ResNet3d(options.StudentDepth, 1, options);
        _fusions = withMemory ? [.. options.Stages().Take(3).Select(shape => new Shfm(shape, options.Shfm, options.ReducedMemory))] : [];
        _alignments = [.. options.Stages().Take(3).Select(shape =>
            new Convolution(shape.Channels, shape.Channels, (1, 1, 1), bias: true, start: ConvolutionStart.UniformFanIn))];
        this.prior = prior;
        _memory = memory;
        register_module(nameof(backbone), backbone);
        for (var s = 0; s < 3; s++)
        {
            if (withMemory)
            {
                register_module($"shfm{s + 1}", _fusions[s]);
            }

            register_module($"con{s + 1}", _alignments[s]);
        }

        if (prior is not null)
        {
            register_module(nameof(prior), prior);
            Freeze(prior);
        }

        if (memory is nn.Module module)
        {
            register_module(nameof(memory), module);
            Freeze(module);
        }
    }

    /// <summary>The student's own ResNet.</summary>
    public ResNet3d Backbone => backbone;

    /// <summary>The frozen radiology branch of the teacher; null where the memory is read under the student's own prediction, or not at
    /// all.</summary>
    public ResNet3d? Prior => prior;

    /// <summary>The SHFMs of stages one to three; none without memory.</summary>
    public IReadOnlyList<Shfm> Fusions => _fusions;

    /// <summary>Whether this student reads a memory.</summary>
    public bool ReadsMemory => _memory is not null;

    /// <summary>What is trained: backbone, SHFMs and con_s; neither prior nor memory.</summary>
    public IEnumerable<Parameter> TrainableParameters => parameters().Where(parameter => parameter.requires_grad);

    /// <summary>Sets the student's mode; prior and memory stay in evaluation mode.</summary>
    /// <param name="train">Training, or evaluation.</param>
    public override void train(bool train = true)
    {
        base.train(train);
        prior?.eval();
        (_memory as nn.Module)?.eval();
    }

    /// <inheritdoc/>
    public override Modalities Needs => Modalities.Ct;

    /// <summary>The student's answer, and the prediction that its memory was read under ("prior").</summary>
    /// <inheritdoc/>
    public override IReadOnlyList<Head> Heads(Tensor? ct, Tensor? wsi)
    {
        ArgumentNullException.ThrowIfNull(ct);
        if (wsi is not null)
        {
            throw new ArgumentException("a student sees CT alone: pathology has no way in", nameof(wsi));
        }

        var output = call(ct);
        var answer = new Head("student", output.Logits);
        return output.PriorLogits is null ? [answer] : [answer, new Head(PriorHead, output.PriorLogits)];
    }

    /// <summary>Name of the head of z_R'.</summary>
    public const string PriorHead = "prior";

    /// <inheritdoc/>
    public override IReadOnlyList<LayerCost> Cost() => MhdCost.Student(
        _options, (_memory as FrozenMemory)?.Options ?? new(),
        _memory is null ? MemoryReading.None : prior is null ? MemoryReading.OwnPrediction : MemoryReading.TeachersPrediction).Parts;

    /// <summary>Classifies CT sequences.</summary>
    /// <param name="ct">(B, 1, T, H, W).</param>
    public StudentOutput call(Tensor ct)
    {
        var (priorLogits, z, memories, radiology) = ReadMemory(ct);
        var (logits, aligned) = Through(ct, memories);
        return new StudentOutput(logits, aligned, z, priorLogits, training ? radiology : null);
    }

    /// <summary>
    /// Classifies CT sequences with the memory read under a prediction that is given: another branch's, or to see how far the student
    /// follows a right or a wrong one.
    /// </summary>
    /// <param name="ct">(B, 1, T, H, W).</param>
    /// <param name="prediction">(B, classes), class probabilities.</param>
    /// <exception cref="InvalidOperationException">This student reads no memory.</exception>
    public StudentOutput Under(Tensor ct, Tensor prediction)
    {
        var memory = _memory ?? throw new InvalidOperationException("this student reads no memory, so no prediction can steer it");
        IReadOnlyList<Tensor> read;
        using (no_grad())
        {
            read = memory.Read(prediction);
        }

        var (logits, aligned) = Through(ct, read);
        return new StudentOutput(logits, aligned, prediction, null, null);
    }

    private (Tensor Logits, IReadOnlyList<Tensor> Aligned) Through(Tensor ct, IReadOnlyList<Tensor> memories)
    {
        var aligned = new List<Tensor>();
        var x = backbone.Stem(ct);
        for (var s = 0; s < 4; s++)
        {
            x = backbone.Stage(s, x);
            if (s == 3)
            {
                break;
            }

            var fused = _memory is null ? x : _fusions[s].call(x, memories[s]);
            if (training)
            {
                aligned.Add(_alignments[s].call(fused));
            }

            x = _memory is null ? x : fused + x;
        }

        return (backbone.Classify(x), aligned);
    }

    // z_R' and f_mem, without gradients.
    private (Tensor? Logits, Tensor? Prediction, IReadOnlyList<Tensor> Memories, BranchOutput? Radiology) ReadMemory(Tensor ct)
    {
        if (_memory is null)
        {
            return (null, null, [], null);
        }

        if (prior is { training: true })
        {
            prior.eval(); // the teacher it came from was put into training mode
        }

        using var noGradients = no_grad();
        var radiology = prior?.call(ct);
        var logits = radiology?.Logits ?? FirstPass(ct, _memory);
        var prediction = nn.functional.softmax(logits, 1);
        return (logits, prediction, _memory.Read(prediction), radiology);
    }

    // In evaluation mode, as it will be deployed, so that normalisation learns from the second pass alone.
    private Tensor FirstPass(Tensor ct, IMemoryReader memory)
    {
        var learning = training;
        train(false);
        var logits = Through(ct,
            memory.Read(full([ct.shape[0], _options.ClassCount], 1.0 / _options.ClassCount, device: ct.device))).Logits;
        train(learning);
        return logits;
    }

    private static void Freeze(nn.Module module)
    {
        foreach (var parameter in module.parameters())
        {
            parameter.requires_grad = false;
        }

        module.eval();
    }
}

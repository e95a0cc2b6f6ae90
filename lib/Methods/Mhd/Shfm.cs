using MhdNet.Networks;
using TorchSharp.Modules;
using static TorchSharp.torch;
using Convolution = MhdNet.Networks.Convolution;

namespace MhdNet.Methods.Mhd;

/// <summary>What SHFM computed on the way, for pictures. After the batch axis come the paper's axes.</summary>
/// <param name="Attention">G, (B, t, t + 1, h, w): map 0 of a frame weighs its CT channels, map b those of WSI frame b (from 1).</param>
/// <param name="Kernels">Ik, (B, t, kappa^2, h, w).</param>
/// <param name="Fused">f_F, (B, c, t, h, w).</param>
public sealed record ShfmInspection(Tensor Attention, Tensor Kernels, Tensor Fused);

/// <summary>
/// Spatial-differentiated hetero-modal fusion module (Sec. III-A, Eqs. 1-3) of one stage. Every voxel of the radiology feature is
/// correlated with every cell of the pooled pathology feature; the correlation gives a spatial attention for each pathology frame
/// and an involution kernel for each voxel. Table V counts what the text does not mention: a projection, batch normalisation and a
/// skip connection around the involution (<see cref="ShfmOptions.Projection"/>).
/// </summary>
/// <remarks>
/// Patches of a slide have no place in the CT: the paper pairs them with the voxels at the same (h, w), which is arbitrary.
/// </remarks>
public sealed class Shfm : nn.Module<Tensor, Tensor, Tensor>
{
    private readonly ShfmOptions _options;
    private readonly StageShape _shape;
    private readonly Convolution? radiology, pathology, attention, kernels, reduction, projection;
    private readonly BatchNorm3d? bn1, bn2;
    private readonly Convolution output;

    /// <summary>Creates the module of one stage.</summary>
    /// <param name="shape">The stage's shape: c channels, t frames.</param>
    /// <param name="options">How it is built; null: the defaults.</param>
    /// <param name="reducedPathology">Whether the pathology feature arrives reduced (<see cref="NetworkOptions.ReducedMemory"/>).</param>
    public Shfm(StageShape shape, ShfmOptions? options = null, bool reducedPathology = false)
        : base(nameof(Shfm))
    {
        _options = options ?? new ShfmOptions();
        _shape = shape;
        var (c, t, cells) = (shape.Channels, shape.Frames, _options.Kernel * _options.Kernel);
        var reduced = c / _options.Reduction;
        FusedChannels = _options.Enabled ? c + t * reduced : 2 * c;
        if (_options.Enabled)
        {
            var side = _options.ReductionKernel;
            radiology = Layer(c, c, (1, 1, 1), bias: true);
            pathology = Layer(reducedPathology ? reduced : c, c, (1, 1, 1), bias: true);
            attention = Layer(cells * t, t + 1, Size(_options.Attention), bias: false);
            kernels = Layer(cells * t, cells, (1, 1, 1), bias: true);
            reduction = reducedPathology ? null : Layer(c, reduced, (side, side, side), bias: false);
            if (_options.Projection)
            {
                projection = Layer(FusedChannels, FusedChannels, (1, 1, 1), bias: true);
                bn1 = nn.BatchNorm3d(FusedChannels, device: ShapeOnly.Device);
                bn2 = nn.BatchNorm3d(FusedChannels, device: ShapeOnly.Device);
            }
        }

        output = Layer(FusedChannels, c, (1, 1, 1), bias: true);
        RegisterComponents();
    }

    /// <summary>Channels n of the joined feature, c + t c / r. (The paper's c + c / r does not fit Eq. 2's groups.)</summary>
    public int FusedChannels { get; }

    /// <summary>
    /// Whether the correlation is folded into the layers that follow it and never built. Its channels are mixtures of the radiology
    /// feature's, and folding pays where there are more of them (stages one and two; at paper scale 588 from 64 and 294 from 128).
    /// </summary>
    public bool FoldsCorrelation => _shape.Channels < _options.Kernel * _options.Kernel * _shape.Frames;

    /// <summary>Fuses the two features of a stage.</summary>
    /// <param name="radiologyFeature">f_R, (B, c, t, h, w).</param>
    /// <param name="pathologyFeature">f_P or the memory's f_mem, (B, c, t, h, w); c / r channels where it arrives reduced.</param>
    /// <returns>f_F, (B, c, t, h, w).</returns>
    public override Tensor forward(Tensor radiologyFeature, Tensor pathologyFeature)
    {
        using var scope = NewDisposeScope();
        if (!_options.Enabled)
        {
            return output.call(cat([radiologyFeature, pathologyFeature], 1)).MoveToOuterDisposeScope();
        }

        var (gates, taps) = GatesAndTaps(radiologyFeature, pathologyFeature);
        return Fuse(radiologyFeature, pathologyFeature, gates, taps).MoveToOuterDisposeScope();
    }

    /// <summary>The pathology feature reduced to c / r channels (f̃_P before its frames are merged).</summary>
    /// <param name="pathologyFeature">f_P, (B, c, t, h, w).</param>
    /// <returns>(B, c / r, t, h, w).</returns>
    public Tensor Reduce(Tensor pathologyFeature) => reduction is null ? pathologyFeature : reduction.call(pathologyFeature);

    /// <summary>Fuses two features and shows attention and kernels, without gradients.</summary>
    /// <param name="radiologyFeature">f_R, (B, c, t, h, w).</param>
    /// <param name="pathologyFeature">f_P, (B, c, t, h, w).</param>
    /// <exception cref="InvalidOperationException">SHFM is off; there is no attention to show.</exception>
    public ShfmInspection Inspect(Tensor radiologyFeature, Tensor pathologyFeature)
    {
        if (!_options.Enabled)
        {
            throw new InvalidOperationException("these options turn SHFM off: it only concatenates and has no attention to show");
        }

        using var scope = NewDisposeScope();
        using var noGradients = no_grad();
        var (gates, taps) = GatesAndTaps(radiologyFeature, pathologyFeature);
        var fused = Fuse(radiologyFeature, pathologyFeature, gates, taps);
        return new ShfmInspection(
            gates.transpose(1, 2).MoveToOuterDisposeScope(),
            taps.transpose(1, 2).MoveToOuterDisposeScope(),
            fused.MoveToOuterDisposeScope());
    }

    private Tensor Fuse(Tensor radiologyFeature, Tensor pathologyFeature, Tensor gates, Tensor taps)
    {
        var fused = Weigh(radiologyFeature, Reduce(pathologyFeature), gates);
        if (!_options.Projection)
        {
            return output.call(Involve(fused, taps));
        }

        var projected = nn.functional.relu(bn1!.call(projection!.call(fused)));
        return output.call(bn2!.call(Involve(projected, taps)) + fused);
    }

    /// <summary>
    /// Eq. 1, all frames at once: every voxel of the radiology feature times every cell of the pathology grid.
    /// <code>C^s(t) = f̂_R^s(t) ⊗ f̂_P^s</code>
    /// </summary>
    /// <param name="voxels">f̂_R, (B, c, t, h, w).</param>
    /// <param name="cells">f̂_P, (B, c, κ² t).</param>
    /// <returns>C, (B, κ² t, t, h, w).</returns>
    private static Tensor Correlate(Tensor voxels, Tensor cells) =>
        voxels.permute(0, 2, 3, 4, 1).flatten(1, 3).matmul(cells).unflatten(1, voxels.shape[2..]).permute(0, 4, 1, 2, 3);

    /// <summary>
    /// Eq. 2: every group of channels under its own map of the attention.
    /// <code>f̄_F^s(t) = [f̃_F{1}^s(t) · G_{1}^s(t), ..., f̃_F{1+t_s}^s(t) · G_{1+t_s}^s(t)]</code>
    /// Group 1 of a frame is its CT channels; group 1 + b is the c / r channels of WSI frame b, the same in every CT frame.
    /// Groups lie frame by frame, never channel by channel, so that gate 1 + b meets frame b.
    /// </summary>
    /// <param name="radiologyFeature">f_R, (B, c, t, h, w).</param>
    /// <param name="reduced">f̃_P before its frames are merged, (B, c / r, t, h, w).</param>
    /// <param name="gates">G, (B, t + 1, t, h, w).</param>
    /// <returns>f̄_F, (B, n, t, h, w), channels innermost in memory.</returns>
    private Tensor Weigh(Tensor radiologyFeature, Tensor reduced, Tensor gates)
    {
        var ct = radiologyFeature.permute(0, 2, 3, 4, 1); // (B, t, h, w, c)
        var wsi = reduced.permute(0, 3, 4, 2, 1).unsqueeze(1); // (B, 1, h, w, WSI frames, c / r)
        var gate = gates.permute(0, 2, 3, 4, 1); // (B, t, h, w, 1 + WSI frames)
        if (_options.AttentionKeepsInput)
        {
            gate = gate + 1; // x · G + x
        }

        var weighedWsi = wsi * gate.narrow(4, 1, _shape.Frames).unsqueeze(-1); // (B, t, h, w, WSI frames, c / r)
        return cat([ct * gate.narrow(4, 0, 1), weighedWsi.flatten(4)], 4).permute(0, 4, 1, 2, 3);
    }

    /// <summary>
    /// Eq. 3, the involution: every voxel gathers its κ x κ neighbours of the frame under a kernel of its own.
    /// <code>f_F^s(t, c, h, w) = Σ_{u,v ∈ ΔK} f̄_F^s(t, c, h + u, w + v) · Ik^s(t, u + ⌊κ/2⌋, v + ⌊κ/2⌋, h, w)</code>
    /// </summary>
    /// <param name="weighed">f̄_F, (B, n, t, h, w).</param>
    /// <param name="taps">Ik, (B, κ², t, h, w).</param>
    /// <returns>(B, n, t, h, w).</returns>
    private static Tensor Involve(Tensor weighed, Tensor taps) => Involution3d.Apply(weighed, taps);

    // What is convolved from the correlation (Eq. 1): gates G, (B, t + 1, t, h, w), and taps Ik, (B, κ², t, h, w).
    private (Tensor Gates, Tensor Taps) GatesAndTaps(Tensor radiologyFeature, Tensor pathologyFeature)
    {
        var voxels = radiology!.call(radiologyFeature); // f̂_R, (B, c, t, h, w)
        var cells = Cells(pathologyFeature); // f̂_P, (B, c, κ² t)
        if (FoldsCorrelation)
        {
            return (attention!.OfMixed(voxels, cells).sigmoid(), kernels!.OfMixed(voxels, cells));
        }

        var correlation = Correlate(voxels, cells);
        return (attention!.call(correlation).sigmoid(), kernels!.call(correlation));
    }

    // f̂_P, frame by frame. Pooling and a 1x1x1 convolution with bias commute: pooling first leaves less to convolve.
    private Tensor Cells(Tensor pathologyFeature)
    {
        var pooled = nn.functional.adaptive_avg_pool3d(pathologyFeature, (_shape.Frames, _options.Kernel, _options.Kernel));
        var cells = pathology!.call(pooled).flatten(2);
        return _options.ScaleCorrelation ? cells / Math.Sqrt(_shape.Channels) : cells;
    }

    private static (int T, int H, int W) Size(AttentionKernel kernel) => kernel switch
    {
        AttentionKernel.Cube5 => (5, 5, 5),
        AttentionKernel.Plane7 => (1, 7, 7),
        AttentionKernel.Cube7 => (7, 7, 7),
        _ => throw new ArgumentOutOfRangeException(nameof(kernel), kernel, null),
    };

    private static Convolution Layer(int inputs, int outputs, (int T, int H, int W) kernel, bool bias) =>
        new(inputs, outputs, kernel, bias: bias, start: ConvolutionStart.UniformFanIn);
}

using MhdNet.Networks;
using static TorchSharp.torch;

namespace MhdNet.Methods.Blocks;

/// <summary>Brings a student's stages to the channels of a teacher's by a 1x1x1 convolution each; only training needs them.</summary>
public sealed class StageRegressors : nn.Module
{
    private readonly Convolution[] _regressors;

    /// <summary>One for each of the first three stages.</summary>
    /// <param name="student">The student.</param>
    public StageRegressors(BranchClassifier student)
        : base(nameof(StageRegressors))
    {
        ArgumentNullException.ThrowIfNull(student);
        _regressors = [.. ResidualStage.Shapes(student.Backbone.Depth, student.Size).Zip(student.Size.Stages()).Take(3).Select(stage =>
            new Convolution(
                stage.First.Channels, stage.Second.Channels, (1, 1, 1), bias: true, start: ConvolutionStart.UniformFanIn))];
        foreach (var (s, regressor) in _regressors.Index())
        {
            register_module($"stage{s + 1}", regressor);
        }
    }

    /// <summary>The student's estimates of the teacher's stages.</summary>
    /// <param name="stages">The student's, (B, C, T, H, W) each.</param>
    /// <param name="paired">(Bp), the rows that have pathology.</param>
    /// <returns>(Bp, c, t, h, w), one for each of three stages.</returns>
    public IReadOnlyList<Tensor> Of(IReadOnlyList<Tensor> stages, Tensor paired) =>
        [.. _regressors.Select((regressor, s) => regressor.call(stages[s].index_select(0, paired)))];
}

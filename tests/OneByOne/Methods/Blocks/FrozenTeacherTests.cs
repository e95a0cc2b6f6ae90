using MhdNet.Data.Sequences;
using MhdNet.Methods.Blocks;
using MhdNet.Methods.Mhd;
using MhdNet.Methods.MissingModality;
using MhdNet.Tests.Data;
using MhdNet.Tests.Training;
using static TorchSharp.torch;

namespace MhdNet.Tests.Methods;

public sealed class FrozenTeacherTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void It_speaks_of_pairs_and_stays_as_it_was()
    {
        using var scope = NewDisposeScope();
        var phase = new SckdMethod().At(MhdNet.Methods.Scale.Smoke).For(TinyStore.Setting).Needs[0];
        manual_seed(1).Dispose();
        using var network = (TeacherWithMemory)phase.Build();
        using var teacher = new FrozenTeacher(TinyStore.Finished(Path.Combine(_folder.Path, "teacher"), phase, network));
        byte[] State() => TensorBytes.Of(teacher.Network);
        Tensor Random(int rows, int channels) => rand([rows, channels, TinyStore.Frames, TinyStore.Size, TinyStore.Size]);
        var before = State();
        var (ct, wsi, paired) = (Random(3, 1), Random(2, 3), tensor(new[] { 0L, 2L }));
        using var batch = new Batch(ct, wsi, paired, zeros([3], int64));
        var word = teacher.Of(batch)!;
        Assert.Equal([2, phase.Setting.Size.ClassCount], word.Logits.shape);
        Assert.Equal(3, word.Fused.Count);
        Assert.All(word.Fused.Append(word.Logits), said => Assert.False(said.requires_grad));

        network.eval();
        using (no_grad())
        {
            Assert.True(network.Heads(ct.index_select(0, paired), wsi)[0].Logits.allclose(word.Logits));
        }

        var student = word.Logits.clone().requires_grad_(true);
        DistillationLosses.Kl(word.Logits, student * 2).backward();
        Assert.Equal(before, State());
        Assert.All(teacher.Network.parameters(), parameter => Assert.True(parameter.grad is null || parameter.grad.IsInvalid));
        using var alone = new Batch(ct.clone(), null, zeros([0], int64), zeros([3], int64));
        Assert.Null(teacher.Of(alone));
    }
}

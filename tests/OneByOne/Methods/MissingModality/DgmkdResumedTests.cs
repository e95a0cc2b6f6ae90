using MhdNet.Methods.MissingModality;
using MhdNet.Runtime;
using MhdNet.Training;
using static TorchSharp.torch;

namespace MhdNet.Tests.Methods;

public sealed class DgmkdResumedTests
{
    // banks, their scales, the mean teacher and its clock are all in the checkpoint
    [Fact]
    public void An_interrupted_training_ends_with_the_same_bits()
    {
        var threads = get_num_threads();
        set_num_threads(1);
        try
        {
            using var whole = new TinyTraining(new DgmkdMethod());
            Run(whole, whole.Run, CancellationToken.None, null);

            using var cancellation = new CancellationTokenSource();
            using var interrupted = new TinyTraining(new DgmkdMethod());
            Assert.Throws<OperationCanceledException>(() =>
                Run(interrupted, interrupted.Run, cancellation.Token, new AfterSteps(3, cancellation)));
            using var resumed = new TinyTraining(new DgmkdMethod());   // as it was before the first step
            Run(resumed, interrupted.Run, CancellationToken.None, null);
            Assert.Equal(Bytes(whole), Bytes(resumed));
        }
        finally
        {
            set_num_threads(threads);
        }
    }

    private static void Run(TinyTraining training, RunFolder folder, CancellationToken cancellation, IProgress<WorkProgress>? progress)
    {
        var options = training.Phase.Training with { BatchSize = 2, MicroBatchSize = null, Epochs = 2 };
        new Trainer(training.Learner, training.Phase.Select(training.Data), options, 1, folder).Run("tiny", progress, cancellation);
    }

    private static byte[] Bytes(TinyTraining training)
    {
        using var scope = NewDisposeScope();
        return [.. training.Learner.Module.state_dict().OrderBy(entry => entry.Key, StringComparer.Ordinal)
            .SelectMany(entry => entry.Value.contiguous().bytes.ToArray())];
    }

    private sealed class AfterSteps(int steps, CancellationTokenSource cancellation) : IProgress<WorkProgress>
    {
        private int _seen;

        public void Report(WorkProgress value)
        {
            if (value.ToString().Contains("epoch", StringComparison.Ordinal) && ++_seen == steps)
            {
                cancellation.Cancel();
            }
        }
    }
}

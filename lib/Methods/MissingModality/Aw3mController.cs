using MhdNet.Data;
using static TorchSharp.torch;

namespace MhdNet.Methods.MissingModality;

/// <summary>
/// Chooses the weights of AW3M's three losses by REINFORCE (Williams 1992): an epoch's logits are drawn around a mean, and the mean moves
/// towards them as far as the epoch's reward is above the rewards before. Its state lies in the network's buffers; a draw depends on seed
/// and epoch alone.
/// </summary>
/// <param name="method">Options.</param>
/// <param name="network">Whose buffers hold its state.</param>
/// <param name="seed">Of the draws.</param>
public sealed class Aw3mController(Aw3mMethod method, Aw3mStreams network, int seed)
{
    private const int Losses = 3;

    /// <summary>Weights of an epoch's losses: CT's, pathology's, fusion's; they sum to one.</summary>
    /// <param name="epoch">From zero.</param>
    public double[] Weights(int epoch)
    {
        if (!Tries(epoch))
        {
            return [.. Enumerable.Repeat(1.0 / Losses, Losses)];
        }

        using var mean = network.Controller.Mean.cpu();
        return Softmax(mean.data<float>().ToArray().Zip(Noise(epoch), (logit, e) => logit + (method.Deviation * e)));
    }

    /// <summary>Whether an epoch is a rollout.</summary>
    /// <param name="epoch">From zero.</param>
    public bool Tries(int epoch) => method.Controller && epoch >= method.WarmUp;

    /// <summary>
    /// Takes an epoch's reward: μ ← μ + η (R − b) ε / σ, then b ← λ b + (1 − λ) R. The first reward is b itself.
    /// </summary>
    /// <param name="epoch">The epoch.</param>
    /// <param name="reward">R, a share from 0 to 1.</param>
    public void Reward(int epoch, double reward)
    {
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        var (mean, baseline, rewards) = network.Controller;
        var before = rewards.item<long>() == 0 ? reward : baseline.item<float>();
        var step = Noise(epoch).Select(e => (float)(method.ControllerRate * (reward - before) * e / method.Deviation)).ToArray();
        mean.add_(tensor(step, device: mean.device));
        baseline.fill_((method.BaselineDecay * before) + ((1 - method.BaselineDecay) * reward));
        rewards.fill_(rewards.item<long>() + 1);
    }

    /// <summary>Weights at the controller's mean.</summary>
    /// <param name="network">Whose buffers hold its state.</param>
    public static double[] Mean(Aw3mStreams network)
    {
        ArgumentNullException.ThrowIfNull(network);
        using var mean = network.Controller.Mean.cpu();
        return Softmax(mean.data<float>().ToArray().Select(logit => (double)logit));
    }

    /// <summary>ε, three normal numbers (Box and Muller 1958).</summary>
    /// <param name="epoch">From zero.</param>
    public double[] Noise(int epoch) =>
        [.. Enumerable.Range(0, Losses).Select(i =>
        {
            double Share(string which) => Draw.Share((ulong)(uint)seed, $"aw3m {which} {i}", epoch);
            return Math.Sqrt(-2 * Math.Log(1 - Share("length"))) * Math.Cos(2 * Math.PI * Share("angle"));
        })];

    private static double[] Softmax(IEnumerable<double> logits)
    {
        double[] powers = [.. logits.Select(Math.Exp)];
        return [.. powers.Select(power => power / powers.Sum())];
    }
}

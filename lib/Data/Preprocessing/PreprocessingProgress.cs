
using MhdNet.Runtime;

namespace MhdNet.Data.Preprocessing;

/// <summary>
/// How far preprocessing is: sources done, and the share of the work, since sources differ in size. Safe for several threads.
/// </summary>
internal sealed class PreprocessingProgress
{
    private readonly IReadOnlyList<SourceJob> _jobs;
    private readonly IProgress<WorkProgress>? _progress;
    private readonly double[] _shares;
    private readonly double _whole;
    private readonly Lock _lock = new();
    private int _done;

    /// <summary>Starts.</summary>
    /// <param name="jobs">All sources.</param>
    /// <param name="done">Which of them were done before.</param>
    /// <param name="progress">Told of everything.</param>
    public PreprocessingProgress(IReadOnlyList<SourceJob> jobs, IReadOnlyList<bool> done, IProgress<WorkProgress>? progress)
    {
        (_jobs, _progress, _done) = (jobs, progress, done.Count(one => one));
        _shares = [.. done.Select(one => one ? 1.0 : 0.0)];
        _whole = Math.Max(1, jobs.Sum(job => job.Weight));
    }

    /// <summary>A source is done up to a share, 0 to 1.</summary>
    public void Advance(int job, double share) => Report(job, share, ended: 0);

    /// <summary>A source is done, or given up.</summary>
    public void End(int job) => Report(job, 1, ended: 1);

    private void Report(int job, double share, int ended)
    {
        lock (_lock)
        {
            _shares[job] = share;
            _done += ended;
            var part = _jobs.Zip(_shares, (one, portion) => one.Weight * portion).Sum() / _whole;
            _progress?.Report(new WorkProgress("preprocessing", _done, _jobs.Count, _jobs[job].Source, part));
        }
    }
}

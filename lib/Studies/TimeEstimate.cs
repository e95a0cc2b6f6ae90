using MhdNet.Runs;

namespace MhdNet.Studies;

/// <summary>
/// How long the rest of a study takes, from the trainings that this process has finished: seconds a step of the same row under another
/// seed; else of the same kind of training; else of another kind, times how the kinds' steps compare.
/// </summary>
internal sealed class TimeEstimate
{
    // processor time a step at demo scale, the teacher's being 1: 0.41, 0.26 and 0.07 s on two cores
    private static readonly Dictionary<string, double> Relative = new()
    {
        ["teacher"] = 1,
        ["student"] = 0.63,
        ["alone"] = 0.17,
        ["radiology"] = 0.25,
        ["pathology"] = 0.25,
    };

    private readonly List<(string Row, string Kind, double SecondsAStep)> _finished = [];

    /// <summary>Whether anything is known yet.</summary>
    public bool IsKnown => _finished.Count > 0;

    /// <summary>Takes a finished training.</summary>
    /// <param name="run">The training.</param>
    /// <param name="steps">Steps that were done now: fewer than its own where it was resumed.</param>
    /// <param name="time">Wall time, test included.</param>
    public void Add(PlannedRun run, long steps, TimeSpan time)
    {
        if (steps > 0)
        {
            _finished.Add((run.Experiment.Name, run.Kind, time.TotalSeconds / steps));
        }
    }

    /// <summary>Wall time of some steps of a training.</summary>
    public TimeSpan Of(PlannedRun run, long steps)
    {
        var kind = _finished.Where(one => one.Kind == run.Kind).ToList();
        var same = kind.Where(one => one.Row == run.Experiment.Name).ToList();
        var rate = same.Count > 0 ? same.Average(one => one.SecondsAStep)
            : kind.Count > 0 ? kind.Average(one => one.SecondsAStep)
            : _finished.Average(one => one.SecondsAStep / Relative[one.Kind]) * Relative[run.Kind];
        return TimeSpan.FromSeconds(steps * rate);
    }
}

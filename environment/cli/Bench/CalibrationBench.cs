using System.CommandLine;
using MhdNet.Analysis;
using MhdNet.Evaluation;

namespace MhdNet.Cli.Bench;

/// <summary><c>mhdnet bench calibration</c>: how often the test of the comparisons errs, and what it finds, on simulated studies.</summary>
internal static class CalibrationBench
{
    public static Command Create()
    {
        var studies = CommonOptions.Count("--studies", "Simulated studies per line", 500);
        var output = BenchReport.Output();
        var command = new Command("calibration", "How often the test of the comparisons rejects where two methods are equal, "
            + "and finds a difference of five points, on simulated studies.") { studies, output };
        command.SetAction(parsed => MainThread.Run(() =>
        {
            var count = parsed.GetValue(studies);
            var report = new BenchReport($"Crossed random effects, {count} simulated studies per line",
                "test patients, seeds, seeds' standard deviation", "rejected without a difference, %", "half interval, points",
                "5 points found, %");
            foreach (var (patients, seeds, effect) in from patients in new[] { 120, 300, 1000 }
                                                      from seeds in new[] { 1, 3, 5 }
                                                      from effect in new[] { 0, 0.15, 0.3 }
                                                      select (patients, seeds, effect))
            {
                var study = new SimulatedStudy(patients, seeds, effect);
                var equal = Enumerable.Range(0, count).AsParallel().Select(study.Draw).ToList();
                var better = Enumerable.Range(0, count).AsParallel().Select((study with { Difference = 0.05 }).Draw).ToList();
                report.Row($"{patients}, {seeds}, {effect:0.00}", Share(equal), $"{100 * equal.Average(one => one.Reach(.95)):0.0}",
                    Share(better));
            }

            report.Remark("a seed's standard deviation is on the logit scale: 0.3 is about five points of accuracy; with one seed the "
                + "test knows nothing of what other seeds would give");
            report.Show(parsed.GetValue(output));

            static string Share(List<CrossedEffects> found) =>
                $"{100.0 * found.Count(one => one.P <= VerdictRule.Alpha) / found.Count:0.0}";
        }));
        return command;
    }
}

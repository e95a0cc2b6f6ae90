using MhdNet.Data.Sequences;
using MhdNet.Methods;
using MhdNet.Methods.Mhd;
using MhdNet.Runs;
using MhdNet.Tests.Training;
using MhdNet.Training;

namespace MhdNet.Tests.Runs;

/// <summary>How long trainings will take, by hand.</summary>
public sealed class TimeEstimateTests
{
    private static readonly PlannedRun Ct = Branch(Modality.Ct, seed: 1), CtAgain = Branch(Modality.Ct, seed: 2);
    private static readonly PlannedRun Pathology = Branch(Modality.Wsi, seed: 1);
    private static readonly PlannedRun Alone = Student("alone", []), Taught = Student("taught", [Ct.Phase]);

    [Fact]
    public void A_training_under_way_goes_on_as_fast_as_so_far()
    {
        var estimate = new TimeEstimate();
        estimate.Add(Ct, 50, TimeSpan.FromSeconds(100));
        Assert.Equal(100, Seconds(estimate, 1, (Ct, 50)));
        estimate.Add(Ct, 75, TimeSpan.FromSeconds(100)); // faster than thought
        Assert.Equal(100 / 3.0, Seconds(estimate, 1, (Ct, 25)), 5);
    }

    [Fact]
    public void Another_seed_of_a_row_takes_as_long_and_another_row_as_its_work_says()
    {
        var estimate = new TimeEstimate();
        estimate.Add(Ct, 100, TimeSpan.FromSeconds(200));
        Assert.Equal(200, Seconds(estimate, 1, (CtAgain, 100)));
        Assert.Equal(
            200 * Pathology.Phase.StepWork() / Ct.Phase.StepWork(), Seconds(estimate, 1, (Pathology, 100)), 5);
    }

    [Fact]
    public void What_a_step_takes_whatever_its_work_is_told_by_two_kinds_of_training()
    {
        var unit = 1 / Alone.Phase.StepWork();
        double Time(PlannedRun run) => 0.5 + (2 * unit * run.Phase.StepWork());
        var estimate = new TimeEstimate();
        estimate.Add(Alone, 100, TimeSpan.FromSeconds(100 * Time(Alone)));
        estimate.Add(Pathology, 100, TimeSpan.FromSeconds(100 * Time(Pathology)));
        Assert.NotEqual(Alone.Phase.StepWork(), Pathology.Phase.StepWork());
        Assert.Equal(100 * Time(Teacher), Seconds(estimate, 1, (Teacher, 100)), 4);
    }

    [Fact]
    public void Where_more_work_took_less_time_times_are_proportional()
    {
        var estimate = new TimeEstimate();
        double[] work = [Alone.Phase.StepWork(), Pathology.Phase.StepWork()];
        estimate.Add(work[0] < work[1] ? Alone : Pathology, 100, TimeSpan.FromSeconds(200));
        estimate.Add(work[0] < work[1] ? Pathology : Alone, 100, TimeSpan.FromSeconds(100));
        Assert.Equal(300 / work.Sum() * Teacher.Phase.StepWork(), Seconds(estimate, 1, (Teacher, 100)), 5);
    }

    [Fact]
    public void What_is_left_is_shared_and_never_shorter_than_its_longest_chain()
    {
        var estimate = new TimeEstimate();
        foreach (var run in new[] { Ct, CtAgain, Alone, Taught })
        {
            estimate.Add(run, 100, TimeSpan.FromSeconds(100));
        }

        Assert.Equal(150, Seconds(estimate, 2, (Ct, 100), (CtAgain, 100), (Alone, 100))); // two at a time
        Assert.Equal(200, Seconds(estimate, 2, (Ct, 100), (Alone, 200))); // one is longer than its share
        Assert.Equal(200, Seconds(estimate, 2, (Ct, 100), (Taught, 100), (Alone, 100))); // one after the other, the third beside them
        Assert.Equal(100, Seconds(estimate, 2, (Taught, 100))); // what it needs is finished
        Assert.Equal(0, Seconds(estimate, 2));
    }

    [Fact]
    public void A_few_first_steps_tell_nothing()
    {
        var estimate = new TimeEstimate();
        estimate.Add(Ct, 19, TimeSpan.FromSeconds(1000));
        Assert.False(estimate.IsKnown);
        estimate.Add(Ct, 20, TimeSpan.FromSeconds(20));
        Assert.True(estimate.IsKnown);
        Assert.Equal(80, Seconds(estimate, 1, (Ct, 80)));
    }

    private static double Seconds(TimeEstimate estimate, int workers, params (PlannedRun Run, long Steps)[] left) =>
        estimate.Rest(left.ToDictionary(one => one.Run, one => one.Steps), workers).TotalSeconds;

    private static PlannedRun Branch(Modality modality, int seed) => Planned("branch", new BranchPhase
    {
        Setting = TinyStore.Setting with { Seed = seed },
        Training = new TrainingOptions(),
        Size = TinyStore.Network,
        Depth = 10,
        Modality = modality,
    });

    private static PlannedRun Teacher => Planned("teacher", new TeacherPhase
    {
        Setting = TinyStore.Setting,
        Training = new TrainingOptions(),
        Network = TinyStore.Network,
        Memory = TinyStore.Memory,
        ConMb = 0.3,
    });

    private static PlannedRun Student(string name, IReadOnlyList<Phase> needs) => Planned(name, new StudentPhase
    {
        Setting = TinyStore.Setting,
        Training = new TrainingOptions(),
        Network = TinyStore.Network,
        Memory = TinyStore.Memory,
        Reading = MemoryReading.None,
        Needs = needs,
    });

    private static PlannedRun Planned(string name, Phase phase) =>
        new(new RunFolder(phase.FolderName), new NamedPhase(name, phase), Steps: 100);
}

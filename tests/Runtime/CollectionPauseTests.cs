using MhdNet.Runtime;

namespace MhdNet.Tests.Runtime;

[Collection("alone")]
public sealed class CollectionPauseTests
{
    [Fact]
    public void Nothing_is_collected_within_whatever_other_threads_allocate()
    {
        for (var step = 0; step < 20; step++)
        {
            using (CollectionPause.Enter())
            {
                var (before, allocated) = (GC.CollectionCount(0), GC.GetTotalAllocatedBytes());
                var other = new Thread(() => Allocate(16 << 20));
                other.Start();
                other.Join();
                Assert.True(GC.GetTotalAllocatedBytes() - allocated >= 16 << 20);
                Assert.Equal(before, GC.CollectionCount(0)); // 20 times 16 MiB are more than the budget: room is made between the steps
            }
        }

        CollectionPause.End();
    }

    [Fact]
    public void Steps_of_two_threads_go_on_beside_one_another_and_room_is_made_between_them()
    {
        var done = 0;
        Thread[] threads = [.. Enumerable.Range(0, 2).Select(_ => new Thread(() =>
        {
            for (var step = 0; step < 30; step++)
            {
                using (CollectionPause.Enter())
                {
                    Allocate(8 << 20);
                }

                Interlocked.Increment(ref done);
            }

            CollectionPause.End();
        }))];
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());
        Assert.Equal(60, done);
    }

    [Fact]
    public void What_needs_more_room_than_there_is_runs_all_the_same()
    {
        using (CollectionPause.Enter())
        {
            Allocate(3 * CollectionPause.Budget);
        }

        using (CollectionPause.Enter())
        {
            Allocate(1 << 20);
        }

        CollectionPause.End();
        CollectionPause.End();
        GC.Collect();
        Assert.NotEqual(System.Runtime.GCLatencyMode.NoGCRegion, System.Runtime.GCSettings.LatencyMode);
    }

    private static void Allocate(long bytes)
    {
        for (long done = 0; done < bytes; done += 100_000)
        {
            GC.KeepAlive(new byte[100_000]);
        }
    }
}

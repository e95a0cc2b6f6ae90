
using MhdNet.Runtime;

namespace MhdNet.Tests.Runtime;

public sealed class FolderLockTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("mhdnet-").FullName;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string Folder => Path.Combine(_root, "work");

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public async Task Who_comes_second_is_told_whom_it_waits_for_and_then_has_the_folder()
    {
        var waiter = new Waiter();
        Task<FolderLock> second;
        using (FolderLock.Take(Folder, cancellation: Token))
        {
            second = Task.Run(() => FolderLock.Take(Folder, waiter, Token), Token);
            waiter.IsWaiting.Wait(Token);
            Assert.False(second.IsCompleted);
        }

        using (await second)
        {
            Assert.Equal(FolderLock.Waiting, waiter.Reports[0].Task);
            Assert.StartsWith($"work is held by process {Environment.ProcessId} on {Environment.MachineName}, since ",
                waiter.Reports[0].Detail, StringComparison.Ordinal);
            Assert.Equal(new WorkProgress(FolderLock.Waiting, 1, 1, "work is free"), waiter.Reports[^1]);
            Assert.All(Directory.GetFiles(Folder), file => Assert.True(FolderLock.IsOwn(file)));
        }
    }

    [Fact]
    public async Task One_at_a_time_has_the_folder_however_many_come()
    {
        var (inside, most, done) = (0, 0, 0);
        await Parallel.ForEachAsync(Enumerable.Range(0, 8),
            new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = Token }, async (_, _) => await Task.Run(() =>
        {
            using var held = FolderLock.Take(Folder, cancellation: Token);
            most = Math.Max(most, Interlocked.Increment(ref inside));
            Thread.Sleep(5);
            Interlocked.Decrement(ref inside);
            done++;
        }, Token));
        Assert.Equal((1, 8), (most, done));
    }

    [Fact]
    public void What_a_killed_process_left_holds_nothing()
    {
        Directory.CreateDirectory(Folder);
        File.WriteAllText(Path.Combine(Folder, ".lock"), "");
        File.WriteAllText(Path.Combine(Folder, ".holder"), "process 1");
        using var held = FolderLock.Take(Folder, new Unwanted(), Token);
        Assert.Contains($"process {Environment.ProcessId} ", File.ReadAllText(Path.Combine(Folder, ".holder")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Waiting_can_be_ended()
    {
        using var held = FolderLock.Take(Folder, cancellation: Token);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var waiter = new Waiter();
        var second = Task.Run(() => FolderLock.Take(Folder, waiter, stop.Token), Token);
        waiter.IsWaiting.Wait(Token);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
    }

    [Fact]
    public void A_folder_that_cannot_be_is_refused_in_one_line()
    {
        File.WriteAllText(Folder, "a file");
        var error = Assert.Throws<InputException>(() => FolderLock.Take(Path.Combine(Folder, "below"), cancellation: Token));
        Assert.StartsWith($"{Path.Combine(Folder, "below")}: cannot be written into (", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    private sealed class Unwanted : IProgress<WorkProgress>
    {
        public void Report(WorkProgress value) => Assert.Fail(value.Detail);
    }
}

using System.Runtime.Intrinsics.X86;
using MhdNet.Runtime;
using MhdNet.Tests.BuildEnvironment;
using TorchSharp;

namespace MhdNet.Tests.Runtime;

public sealed class TorchRuntimeTests : IDisposable
{
    private readonly int _threads = torch.get_num_threads();

    public void Dispose() => torch.set_num_threads(_threads);

    [Fact]
    public void The_report_says_what_libtorch_says()
    {
        var report = TorchRuntime.Start(seed: 3, threads: 1);

        Assert.Equal(1, report.Threads);
        Assert.Equal(1, torch.get_num_threads());
        Assert.Equal(torch.cuda.is_available() ? "cuda:0" : "cpu", report.Device);
        Assert.StartsWith("2.", report.LibTorch, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', report.ToString());
        Assert.Same(report, TorchRuntime.Report);
    }

    // not compared with /proc/cpuinfo: that names the processor a virtual machine was started on, and it may have moved
    [Fact]
    public void The_report_names_the_processor()
    {
        Assert.Matches(X86Base.IsSupported ? @"^\w[ -~]*, family \d+ model \d+$" : @"^\w+$", Processor.Name);
        Assert.Contains(Processor.Name, TorchRuntime.Start(seed: 0).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void On_glibc_every_allocator_setting_is_taken()
    {
        Assert.SkipUnless(Glibc.IsHere, "no glibc on this system");
        Assert.Contains("set to keep its memory", TorchRuntime.Start(seed: 0).Allocator, StringComparison.Ordinal);
    }

    [Fact]
    public void The_same_seed_draws_the_same_numbers_however_often_it_is_started()
    {
        float[] Draw(long seed)
        {
            TorchRuntime.Start(seed);
            using var drawn = torch.randn(5);
            return drawn.data<float>().ToArray();
        }

        var first = Draw(11);
        Assert.Equal(first, Draw(11));
        Assert.NotEqual(first, Draw(12));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-2)]
    public void A_thread_count_below_one_is_refused(int threads) =>
        Assert.Throws<InputException>(() => TorchRuntime.Start(seed: 0, threads));
}

extern alias fronts;

using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using fronts::Cellwright.Fronts.Jupyter;
using fronts::Cellwright.Fronts.Jupyter.Wire;

namespace MhdNet.Tests.Kernel;

/// <summary>How a kernel ends, and what a restart gives back.</summary>
public sealed class KernelLifeTests(RunningKernel kernel) : IClassFixture<RunningKernel>
{
    private readonly KernelClient lasting = kernel.Client; // for what a kernel survives

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_shutdown_is_answered_and_ends_the_process(bool restart)
    {
        using var client = RunningKernel.Start();
        client.Execute("var big = new byte[50_000_000]; Array.Fill(big, (byte)1);");

        // That cell came while the kernel warmed up: what both have made of .NET is the same (CS1929 for a string that is none).
        Assert.Equal("ok", client.Execute("\"text\".DisplayAs(\"text/plain\");").Reply.Text("status"));
        client.SendControl("shutdown_request", new JsonObject { ["restart"] = restart });
        var reply = client.ReceiveControl();
        Assert.Equal(("shutdown_reply", restart), (reply.Type, reply.Flag("restart", otherwise: !restart)));
        Assert.True(client.Process.WaitForExit(Patience));
        Assert.Equal(0, client.Process.ExitCode);

        // What a restart is: a new process, and nothing of the old one.
        Assert.Equal("CompilationError", lasting.Execute("big.Length").Reply.Text("ename"));
    }

    [Fact]
    public void A_shutdown_does_not_wait_for_a_cell_or_its_threads()
    {
        using var client = RunningKernel.Start();
        client.Execute("new System.Threading.Thread(() => { while (true) { Console.Write('.'); } }).Start();");
        client.Send("execute_request", RunningKernel.Cell("System.Threading.Thread.Sleep(-1);"));
        client.SendControl("shutdown_request", new JsonObject { ["restart"] = false });
        Assert.Equal("shutdown_reply", client.ReceiveControl().Type);
        Assert.True(client.Process.WaitForExit(Patience));
        Assert.Equal(0, client.Process.ExitCode);
    }

    [Fact]
    public void A_cell_may_end_the_kernel()
    {
        using var client = RunningKernel.Start();
        client.Send("execute_request", RunningKernel.Cell("Environment.Exit(7);"));
        Assert.True(client.Process.WaitForExit(Patience));
        Assert.Equal(7, client.Process.ExitCode);
    }

    [Theory]
    [InlineData("new Thread(() => throw new InvalidOperationException(\"astray\")).Start();")]
    [InlineData("new Timer(_ => throw new InvalidOperationException(\"astray\"), null, 0, -1);")]
    [InlineData("ThreadPool.QueueUserWorkItem(_ => throw new InvalidOperationException(\"astray\"));")]
    [InlineData("class Left { ~Left() => throw new InvalidOperationException(\"astray\"); } void Leave() => new Left();\n"
        + "Leave(); GC.Collect(); GC.WaitForPendingFinalizers();")]
    public void An_exception_on_a_thread_of_a_cell_is_shown_and_ends_nothing(string cell)
    {
        lasting.Send("execute_request", RunningKernel.Cell(cell));
        Message message;
        do
        {
            message = lasting.ReceivePublished();
        }
        while (message.Type != "stream");

        Assert.StartsWith("An exception on a thread that a cell started", message.Text("text"), StringComparison.Ordinal);
        Assert.Contains("System.InvalidOperationException: astray\n   at cell ", message.Text("text"), StringComparison.Ordinal);
        lasting.Receive();
        Assert.Equal("ok", lasting.Execute("1").Reply.Text("status"));
    }

    /// <remarks>A program that a script has started in the background ignores the interrupt signal, and hands that down.</remarks>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Signals_interrupt_and_end(bool ignoredByTheParent)
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows has no signals to send");
        }

        var before = signal(2, ignoredByTheParent ? 1 : 0);
        using var client = RunningKernel.Start();
        _ = signal(2, before);
        var cell = client.Send("execute_request", RunningKernel.Cell("Console.WriteLine(1); while (true) { }"));
        while (client.ReceivePublished().Type != "stream")
        {
        }

        Signal(client.Process, "INT");
        Assert.Equal("Interrupted", client.Receive().Text("ename"));
        client.PublishedUntilIdle((string)cell["msg_id"]!);
        Assert.Equal("ok", client.Execute("1").Reply.Text("status"));
        Signal(client.Process, "TERM");
        Assert.True(client.Process.WaitForExit(Patience));
        Assert.Equal(0, client.Process.ExitCode);
    }

    [Fact]
    public async Task The_kernel_ends_with_the_program_that_started_it()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("the parent here is a shell");
        }

        using var folder = new TemporaryFolder();
        using var other = RunningKernel.Start();
        var connection = other.Connection with
        {
            ShellPort = Free(),
            IoPubPort = Free(),
            StdinPort = Free(),
            ControlPort = Free(),
            HeartbeatPort = Free()
        };
        await File.WriteAllTextAsync(folder.File("c.json"), JsonSerializer.Serialize(connection), TestContext.Current.CancellationToken);
        using var parent = Process.Start(new ProcessStartInfo("bash", ["-c", $"JPY_PARENT_PID=$$ dotnet '{KernelProcess.Program}' start "
            + $"'{folder.File("c.json")}' & echo $!; wait"])
        { RedirectStandardOutput = true })!;
        using var kernel = Process.GetProcessById(
            int.Parse((await parent.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken))!,
                System.Globalization.CultureInfo.InvariantCulture));
        await Task.Delay(TimeSpan.FromSeconds(2), TestContext.Current.CancellationToken); // it has to be watching
        Assert.False(kernel.HasExited);
        parent.Kill();
        Assert.True(kernel.WaitForExit(Patience));
    }

    [DllImport("libc")]
    private static extern nint signal(int number, nint disposition);

    private static int Free()
    {
        using var listener = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        return ((System.Net.IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static void Signal(Process process, string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", $"{process.Id}"]);
        kill.WaitForExit();
        Assert.Equal(0, kill.ExitCode);
    }
}

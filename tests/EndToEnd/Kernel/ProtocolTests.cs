extern alias fronts;

using System.Text.Json.Nodes;
using fronts::Cellwright.Fronts.Jupyter;
using fronts::Cellwright.Fronts.Jupyter.Wire;
using NetMQ;
using NetMQ.Sockets;

namespace MhdNet.Tests.Kernel;

/// <summary>The Jupyter protocol, each kind of request, against a kernel in a process of its own.</summary>
public sealed class ProtocolTests(RunningKernel kernel) : IClassFixture<RunningKernel>
{
    private readonly KernelClient client = kernel.Client;

    [Fact]
    public void It_says_what_it_is()
    {
        var (reply, published) = client.Ask("kernel_info_request", []);
        Assert.Equal(("kernel_info_reply", "ok", "5.3"), (reply.Type, reply.Text("status"), reply.Text("protocol_version")));
        Assert.Equal(("C#", ".cs"),
            ((string?)reply.Content["language_info"]!["name"], (string?)reply.Content["language_info"]!["file_extension"]));
        Assert.Contains("C# on .NET", reply.Text("banner"), StringComparison.Ordinal);
        Assert.Equal(["busy", "idle"], RunningKernel.Lines(published));
    }

    [Fact]
    public void A_cell_is_announced_shown_in_order_and_answered()
    {
        var (reply, published) = client.Execute(
            "Console.WriteLine(1); display(2); Console.Error.WriteLine(3); var shown = display(4); shown.Update(5); ClearOutput(true); 6");
        var count = reply.Number("execution_count");
        Assert.Equal(
            ["busy", $"input {count}", "stdout: 1", "display_data: 2", "stderr: 3",
                "display_data: 4", "update_display_data: 5", "clear_output", "execute_result: 6", "idle"],
            RunningKernel.Lines(published));
        Assert.All(published, message => Assert.Equal((string?)reply.Parent["msg_id"], (string?)message.Parent["msg_id"]));
        Assert.All(published, message => Assert.Equal("5.3", (string?)message.Header["version"]));
        Assert.Equal(count, (int?)published.Single(message => message.Type == "execute_result").Content["execution_count"]);
        var displays = published.Where(message => message.Content["data"]?["text/plain"]?.ToString() is "4" or "5")
            .Select(message => (string?)message.Content["transient"]!["display_id"]);
        Assert.Single(displays.Distinct());
        Assert.Equal("ok", reply.Text("status"));
    }

    [Fact]
    public void Silent_cells_show_nothing_and_only_stored_ones_are_counted()
    {
        var before = client.Execute("1").Reply.Number("execution_count")!.Value;
        Assert.Equal(["busy", "idle"], RunningKernel.Lines(client.Ask("execute_request",
            RunningKernel.Cell("Console.WriteLine(1); var quiet = 7; quiet", silent: true)).Published));
        var (reply, published) = client.Ask("execute_request", RunningKernel.Cell("quiet", history: false));
        Assert.Equal(["busy", $"input {before}", "execute_result: 7", "idle"], RunningKernel.Lines(published));
        Assert.Equal(before, reply.Number("execution_count"));
        Assert.Equal(before + 1, client.Execute("2").Reply.Number("execution_count"));
        Assert.DoesNotContain(History(new JsonObject { ["hist_access_type"] = "tail", ["n"] = 100 }),
            cell => cell.EndsWith("quiet", StringComparison.Ordinal));
    }

    [Fact]
    public void User_expressions_are_evaluated_after_the_cell()
    {
        var cell = RunningKernel.Cell("var expressed = 20;");
        cell["user_expressions"] = new JsonObject { ["twice"] = "2 * expressed", ["wrong"] = "nowhere" };
        var values = client.Ask("execute_request", cell).Reply.Content["user_expressions"]!;
        Assert.Equal(("ok", "40"), ((string?)values["twice"]!["status"], (string?)values["twice"]!["data"]!["text/plain"]));
        Assert.Equal(("error", "CompilationError"), ((string?)values["wrong"]!["status"], (string?)values["wrong"]!["ename"]));
    }

    [Fact]
    public void Errors_have_a_name_a_value_and_a_traceback_with_the_line()
    {
        var (reply, published) = client.Execute("var a = 1;\nint.Parse(\"no\");");
        var number = reply.Number("execution_count");
        Assert.Equal(("error", "System.FormatException"), (reply.Text("status"), reply.Text("ename")));
        Assert.Contains($"   at cell {number}, line 2: int.Parse(\"no\");",
            reply.Content["traceback"]!.AsArray().Select(line => (string?)line));
        Assert.Contains($"error: System.FormatException: {reply.Text("evalue")}", RunningKernel.Lines(published));
        var wrong = client.Execute("1 +\nnowhere").Reply;
        Assert.Equal("CompilationError", wrong.Text("ename"));
        Assert.Equal(["    nowhere", "    ^^^^^^^"], wrong.Content["traceback"]!.AsArray().Skip(1).Select(line => (string?)line));
    }

    [Theory]
    [InlineData(true, "aborted", "aborted")]
    [InlineData(false, "ok", "ok")]
    public void After_an_error_the_cells_that_are_waiting_are_aborted_if_asked(bool stop, string second, string third)
    {
        client.Send("execute_request",
            RunningKernel.Cell("System.Threading.Thread.Sleep(300); throw new Exception(\"stop\");", stop: stop));
        client.Send("execute_request", RunningKernel.Cell("1"));
        var last = client.Send("execute_request", RunningKernel.Cell("2"));
        Assert.Equal(["error", second, third],
            new[] { client.Receive(), client.Receive(), client.Receive() }.Select(reply => reply.Text("status")));
        client.PublishedUntilIdle((string)last["msg_id"]!);
        Assert.Equal("ok", client.Execute("3").Reply.Text("status"));
    }

    [Fact]
    public void The_cell_asks_for_a_line_where_the_front_end_allows_it()
    {
        var asked = client.Send("execute_request", RunningKernel.Cell("var name = Console.ReadLine(); $\"hello {name}\"", stdin: true));
        var question = client.ReceiveInput();
        Assert.Equal(("input_request", (string?)asked["msg_id"]), (question.Type, (string?)question.Parent["msg_id"]));
        client.SendInput("Ada");
        Assert.Equal("ok", client.Receive().Text("status"));
        Assert.Contains("execute_result: hello Ada", RunningKernel.Lines(client.PublishedUntilIdle((string)asked["msg_id"]!)));

        var refused = client.Ask("execute_request", RunningKernel.Cell("Console.ReadLine()")).Reply;
        Assert.Contains("cannot be asked", refused.Text("evalue"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_cell_that_waits_for_a_line_can_be_interrupted()
    {
        client.Send("execute_request", RunningKernel.Cell("Console.ReadLine()", stdin: true));
        client.ReceiveInput();
        client.SendControl("interrupt_request", []);
        Assert.Equal("ok", client.ReceiveControl().Text("status"));
        Assert.Equal("Interrupted", client.Receive().Text("ename"));
        client.SendInput("too late");
        Assert.Equal("ok", client.Execute("1").Reply.Text("status"));
    }

    [Fact]
    public void Output_comes_while_the_cell_runs_the_heart_beats_and_an_interrupt_keeps_the_state()
    {
        client.Execute("var kept = 42;");
        var cell = client.Send("execute_request", RunningKernel.Cell("Console.WriteLine(\"begun\"); while (true) { }"));
        Message message;
        do
        {
            message = client.ReceivePublished();
        }
        while (message.Type != "stream");

        Assert.Equal("begun\n", message.Text("text"));
        Assert.True(client.Beats(TimeSpan.FromSeconds(10)));
        client.SendControl("interrupt_request", []);
        Assert.Equal("interrupt_reply", client.ReceiveControl().Type);
        Assert.Equal(("error", "Interrupted"), (client.Receive() is var reply ? reply.Text("status") : null, reply.Text("ename")));
        Assert.Contains("error: Interrupted: The cell was interrupted.",
            RunningKernel.Lines(client.PublishedUntilIdle((string)cell["msg_id"]!)));
        Assert.Contains("execute_result: 42", RunningKernel.Lines(client.Execute("kept").Published));
    }

    [Fact]
    public void Names_and_help_are_given_in_code_points()
    {
        client.Execute("var 𝒳x = \"a\";");
        var complete = client.Ask("complete_request", new JsonObject { ["code"] = "/* 🙂 */ Console.Wri", ["cursor_pos"] = 19 }).Reply;
        Assert.Equal((16, 19, "ok"), (complete.Number("cursor_start"), complete.Number("cursor_end"), complete.Text("status")));
        Assert.Contains("WriteLine", complete.Content["matches"]!.AsArray().Select(match => (string?)match));
        Assert.Contains(complete.Content["metadata"]!["_jupyter_types_experimental"]!.AsArray(),
            item => (string?)item!["text"] == "WriteLine" && (string?)item["type"] == "function" && (int?)item["start"] == 16);
        var inspect = client.Ask("inspect_request",
            new JsonObject { ["code"] = "/* 🙂 */ Math.Max(1, 2)", ["cursor_pos"] = 15, ["detail_level"] = 0 }).Reply;
        Assert.True(inspect.Flag("found", otherwise: false));
        Assert.Contains("int Math.Max(int val1, int val2)", (string?)inspect.Content["data"]!["text/plain"], StringComparison.Ordinal);
        Assert.False(client.Ask("inspect_request",
            new JsonObject { ["code"] = "   ", ["cursor_pos"] = 1 }).Reply.Flag("found", otherwise: true));
        Assert.Equal(("incomplete", "    "), client.Ask("is_complete_request", new JsonObject { ["code"] = "void F() {" }).Reply is var half
            ? (half.Text("status"), half.Text("indent")) : default);
        Assert.Equal("complete", client.Ask("is_complete_request", new JsonObject { ["code"] = "1" }).Reply.Text("status"));
        Assert.Equal("invalid", client.Ask("is_complete_request", new JsonObject { ["code"] = ") 1" }).Reply.Text("status"));
    }

    [Fact]
    public void History_is_given_by_tail_range_and_pattern()
    {
        var first = client.Execute("var historic1 = 1;").Reply.Number("execution_count")!.Value;
        client.Execute("var historic2 = 2;");
        client.Execute("var historic2 = 2;");
        Assert.Equal([$"{first + 1}: var historic2 = 2;", $"{first + 2}: var historic2 = 2;"],
            History(new JsonObject { ["hist_access_type"] = "tail", ["n"] = 2 }));
        Assert.Equal([$"{first}: var historic1 = 1;"],
            History(new JsonObject { ["hist_access_type"] = "range", ["session"] = 0, ["start"] = first, ["stop"] = first + 1 }));
        Assert.Equal([$"{first}: var historic1 = 1;", $"{first + 2}: var historic2 = 2;"],
            History(new JsonObject { ["hist_access_type"] = "search", ["pattern"] = "*historic*", ["unique"] = true, ["n"] = 5 }));
    }

    [Fact]
    public void There_are_no_comms_and_one_that_is_opened_is_closed()
    {
        Assert.Empty(client.Ask("comm_info_request", []).Reply.Content["comms"]!.AsObject());
        var open = client.Send("comm_open",
            new JsonObject { ["comm_id"] = "c1", ["target_name"] = "jupyter.widget", ["data"] = new JsonObject() });
        var published = client.PublishedUntilIdle((string)open["msg_id"]!);
        Assert.Equal(["busy", "comm_close", "idle"], RunningKernel.Lines(published));
        Assert.Equal("c1", published[1].Text("comm_id"));
    }

    [Fact]
    public void What_a_thread_prints_after_its_cell_belongs_to_that_cell()
    {
        var cell = client.Execute("_ = Task.Run(async () => { await Task.Delay(300); Console.WriteLine(\"late\"); });");
        Message message;
        do
        {
            message = client.ReceivePublished();
        }
        while (message.Type != "stream");

        Assert.Equal(("late\n", (string?)cell.Reply.Parent["msg_id"]), (message.Text("text"), (string?)message.Parent["msg_id"]));
    }

    [Fact]
    public void Two_front_ends_each_get_their_own_answers()
    {
        var signer = new Signer(client.Connection.Key);
        using var other = new DealerSocket();
        other.Options.Linger = TimeSpan.Zero;
        other.Options.Identity = "other"u8.ToArray();
        other.Connect(client.Connection.Address(client.Connection.ShellPort));
        var theirs = Message.Create("execute_request", "other", RunningKernel.Cell("\"theirs\"", silent: true));
        other.SendMultipartBytes(theirs.ToFrames(signer));
        var mine = client.Execute("\"mine\"");
        Assert.Equal("ok", mine.Reply.Text("status"));
        var frames = new NetMQMessage();
        Assert.True(other.TryReceiveMultipartMessage(TimeSpan.FromSeconds(30), ref frames));
        Assert.True(Message.TryRead([.. frames.Select(frame => frame.ToByteArray())], signer, out var answer, out _));
        Assert.Equal((string?)theirs.Header["msg_id"], (string?)answer.Parent["msg_id"]);
    }

    private IEnumerable<string> History(JsonObject request) =>
        client.Ask("history_request", request).Reply.Content["history"]!.AsArray().Select(cell => $"{cell![1]}: {cell[2]}");
}

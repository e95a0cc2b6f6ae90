extern alias fronts;

using System.Text;
using System.Text.Json.Nodes;
using fronts::Cellwright.Fronts.Jupyter;
using fronts::Cellwright.Fronts.Jupyter.Wire;

namespace MhdNet.Tests.Kernel;

/// <summary>What no honest front end sends: it is dropped and logged, or answered; the kernel goes on.</summary>
public sealed class HostileMessageTests(RunningKernel kernel) : IClassFixture<RunningKernel>
{
    private readonly KernelClient client = kernel.Client;

    private Signer Signer => new(client.Connection.Key);

    public static TheoryData<string, string> Frames => new()
    {
        { "wrong signature", "wrong signature" },
        { "no signature", "wrong signature" },
        { "altered content", "wrong signature" },
        { "no delimiter", "are no Jupyter message" },
        { "missing frames", "are no Jupyter message" },
        { "one empty frame", "are no Jupyter message" },
        { "header is no JSON", "Dropped a message on shell" },
        { "content is no JSON", "Dropped a message on shell" },
        { "content is an array", "a part is no JSON object" },
        { "content is null", "a part is no JSON object" },
        { "header is a number", "a part is no JSON object" },
        { "no msg_type", "the header has no msg_type" },
        { "msg_type is a number", "the header has no msg_type" },
        { "not UTF-8", "Dropped a message on shell" },
        { "half a character in the header", "Dropped a message on shell" },
        { "a property twice", "Dropped a message on shell" },
        { "nested 5,000 deep", "Dropped a message on shell" },
    };

    [Theory]
    [MemberData(nameof(Frames))]
    public void A_message_that_is_none_is_dropped_and_logged(string kind, string logged)
    {
        int before;
        lock (client.Log)
        {
            before = client.Log.Count;
        }

        client.SendRaw(Bad(kind));
        Assert.Equal("ok", client.Execute("1 + 1").Reply.Text("status"));
        Assert.True(SpinWait.SpinUntil(() => Logged(before).Any(line => line.Contains(logged, StringComparison.Ordinal)),
            TimeSpan.FromSeconds(10)), string.Join("\n", Logged(before)));
    }

    [Theory]
    [InlineData("execute_request", """{"code": 5}""")]
    [InlineData("execute_request", """{"code": null, "silent": "yes", "user_expressions": [1]}""")]
    [InlineData("execute_request", """{}""")]
    [InlineData("complete_request", """{"code": ["x"], "cursor_pos": "end"}""")]
    [InlineData("complete_request", """{"code": "Console.", "cursor_pos": -7}""")]
    [InlineData("complete_request", """{"code": "Console.", "cursor_pos": 2000000000}""")]
    [InlineData("complete_request", """{"code": "Console.", "cursor_pos": 1e300}""")]
    [InlineData("is_complete_request", """{"code": {}}""")]
    [InlineData("history_request", """{"hist_access_type": 3, "n": -1}""")]
    [InlineData("history_request", """{"hist_access_type": "range", "start": "a", "stop": []}""")]
    [InlineData("comm_info_request", """{"target_name": 3}""")]
    public void Contents_of_wrong_types_are_answered(string type, string content)
    {
        var (reply, published) = client.Ask(type, JsonNode.Parse(content)!.AsObject());
        Assert.Equal(type.Replace("_request", "_reply", StringComparison.Ordinal), reply.Type);
        Assert.NotNull(reply.Text("status"));
        Assert.Equal("idle", RunningKernel.Lines(published)[^1]);
        Assert.Equal("ok", client.Execute("1 + 1").Reply.Text("status"));
    }

    [Theory]
    [InlineData("execute_request")]
    [InlineData("complete_request")]
    [InlineData("is_complete_request")]
    public void Half_a_character_is_answered(string type)
    {
        var message = Message.Create(type, "hostile", []);
        client.SendRaw(Signed([.. message.ToFrames(Signer)], 5, "{\"code\": \"\\ud800\"}"u8.ToArray()));
        Assert.Equal(("error", (string?)message.Header["msg_id"]), client.Receive() is var reply
            ? (reply.Text("status"), (string?)reply.Parent["msg_id"]) : default);
        Assert.Equal("ok", client.Execute("1 + 1").Reply.Text("status"));
    }

    [Theory]
    [InlineData("unknown_request")]
    [InlineData("execute_reply")]
    [InlineData("")]
    [InlineData("../../etc/passwd")]
    public void Unknown_types_are_left_aside(string type)
    {
        var header = client.Send(type, []);
        Assert.Equal(["busy", "idle"], RunningKernel.Lines(client.PublishedUntilIdle((string)header["msg_id"]!)));
        client.SendControl(type, []);
        Assert.Equal("ok", client.Execute("1 + 1").Reply.Text("status"));
    }

    [Fact]
    public void Huge_and_deep_cells_are_run_or_refused()
    {
        Assert.Equal("ok", client.Execute("// " + new string('x', 5_000_000) + "\n1").Reply.Text("status"));
        Assert.Contains("execute_result: 100000", RunningKernel.Lines(client.Execute($"\"{new string('y', 100_000)}\".Length").Published));
        Assert.NotNull(client.Execute(string.Join(" + ", Enumerable.Repeat("1", 20_000))).Reply.Text("status"));
        Assert.NotNull(client.Execute(new string('(', 5_000) + "1" + new string(')', 5_000)).Reply.Text("status"));
        Assert.NotNull(client.Execute(new string('{', 20_000)).Reply.Text("status"));
        Assert.NotNull(client.Ask("complete_request",
            new JsonObject { ["code"] = new string('(', 20_000) + "Console.", ["cursor_pos"] = 20_008 }).Reply.Text("status"));
        Assert.NotNull(client.Ask("is_complete_request", new JsonObject { ["code"] = new string('[', 20_000) }).Reply.Text("status"));
        Assert.Equal("ok", client.Execute("1 + 1").Reply.Text("status"));
    }

    [Fact]
    public void Two_hundred_quick_cells_are_answered_in_order()
    {
        const int Count = 200;
        client.Execute("var total = 0;");
        List<string> asked = [.. Enumerable.Range(0, Count)
            .Select(_ => (string)client.Send("execute_request", RunningKernel.Cell("total++;"))["msg_id"]!)];
        var answers = asked.ConvertAll(_ => client.Receive());
        Assert.Equal(asked, answers.Select(answer => (string)answer.Parent["msg_id"]!));
        Assert.All(answers, answer => Assert.Equal("ok", answer.Text("status")));
        client.PublishedUntilIdle(asked[^1]);
        Assert.Contains($"execute_result: {Count}", RunningKernel.Lines(client.Execute("total").Published));
    }

    [Fact]
    public void A_flood_of_lines_is_gathered_and_none_is_lost()
    {
        var published = client.Execute("for (var i = 0; i < 10_000; i++) { Console.WriteLine(i); }").Published;
        var streams = published.Where(message => message.Type == "stream").ToList();
        Assert.Equal(string.Concat(Enumerable.Range(0, 10_000).Select(i => i + "\n")),
            string.Concat(streams.Select(message => message.Text("text"))));
        Assert.InRange(streams.Count, 1, 2_000);
    }

    [Fact]
    public void Cells_that_misbehave_harm_only_themselves()
    {
        Assert.Equal("error", client.Execute("async void Bad() { await Task.Delay(1); throw new InvalidOperationException(\"lost\"); "
            + "}\nBad(); await Task.Delay(5000);").Reply.Text("status"));
        client.Execute("Console.SetOut(System.IO.TextWriter.Null); Console.SetError(System.IO.TextWriter.Null); Console.Out.Close();");
        Assert.Equal(["stdout: seen"], RunningKernel.Lines(client.Execute("Console.WriteLine(\"seen\");").Published)
            .Where(line => line.StartsWith("std", StringComparison.Ordinal)));
        Assert.Equal(["stdout: \ufffd"], RunningKernel.Lines(client.Execute("Console.WriteLine(\"\\ud800\");").Published)
            .Where(line => line.StartsWith("std", StringComparison.Ordinal)));
        Assert.Equal("ok", client.Execute("1 + 1").Reply.Text("status"));
    }

    private IEnumerable<string> Logged(int before)
    {
        lock (client.Log)
        {
            return [.. client.Log.Skip(before)];
        }
    }

    private List<byte[]> Bad(string kind)
    {
        var message = Message.Create("execute_request", "hostile", RunningKernel.Cell("throw new Exception(\"must not run\");"));
        List<byte[]> frames = [.. message.ToFrames(Signer)]; // delimiter, signature, header, parent, metadata, content
        switch (kind)
        {
            case "wrong signature":
                frames[1] = Encoding.ASCII.GetBytes(new string('0', 64));
                return frames;
            case "no signature":
                frames[1] = [];
                return frames;
            case "altered content":
                frames[5] = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(frames[5]).Replace("must", "will", StringComparison.Ordinal));
                return frames;
            case "no delimiter":
                return frames[1..];
            case "missing frames":
                return frames[..4];
            case "one empty frame":
                return [[]];
            case "not UTF-8":
                return Signed(frames, 5, [(byte)'{', (byte)'"', 0xff, 0xfe, (byte)'"', (byte)':', (byte)'1', (byte)'}']);
            default:
                var (part, text) = kind switch
                {
                    "header is no JSON" => (2, "{"),
                    "content is no JSON" => (5, "{\"code\": }"),
                    "content is an array" => (5, "[]"),
                    "content is null" => (5, "null"),
                    "header is a number" => (2, "3"),
                    "no msg_type" => (2, "{\"msg_id\": \"x\"}"),
                    "msg_type is a number" => (2, "{\"msg_type\": 3}"),
                    "half a character in the header" => (2, "{\"msg_type\": \"execute_request\", \"msg_id\": \"\\ud800\"}"),
                    "a property twice" => (5, "{\"code\": \"1\", \"code\": \"2\"}"),
                    _ => (5, string.Concat(Enumerable.Repeat("{\"a\":", 5_000)) + "1" + new string('}', 5_000)),
                };
                return Signed(frames, part, Encoding.UTF8.GetBytes(text));
        }
    }

    private List<byte[]> Signed(List<byte[]> frames, int part, byte[] bytes)
    {
        frames[part] = bytes;
        frames[1] = Signer.Sign([frames[2], frames[3], frames[4], frames[5]]);
        return frames;
    }
}

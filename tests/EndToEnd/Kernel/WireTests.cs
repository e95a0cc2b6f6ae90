extern alias fronts;

using System.Text;
using fronts::Cellwright.Fronts.Jupyter.Wire;
using InputException = fronts::MhdNet.Runtime.InputException;

namespace MhdNet.Tests.Kernel;

/// <summary>Signatures, frames and connection files.</summary>
public sealed class WireTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    // RFC 4231, test cases 2, 4 and 6.
    [Theory]
    [InlineData("Jefe", "what do ya want |for nothing?", "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843")]
    [InlineData("\u0001\u0002\u0003\u0004\u0005\u0006\u0007\u0008\u0009\u000a"
        + "\u000b\u000c\u000d\u000e\u000f\u0010\u0011\u0012\u0013\u0014\u0015\u0016\u0017\u0018\u0019", null,
        "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b")]
    public void Signatures_are_HMAC_SHA256_over_all_parts(string key, string? text, string expected)
    {
        byte[][] parts = text is null ? [[.. Enumerable.Repeat((byte)0xcd, 20)], [.. Enumerable.Repeat((byte)0xcd, 30)]]
            : [.. text.Split('|').Select(Encoding.ASCII.GetBytes)];
        var signer = new Signer(key);
        Assert.Equal(expected, Encoding.ASCII.GetString(signer.Sign(parts)));
        Assert.True(signer.Accepts(Encoding.ASCII.GetBytes(expected), parts));
        Assert.False(signer.Accepts(Encoding.ASCII.GetBytes(expected.ToUpperInvariant()), parts));
        Assert.False(signer.Accepts([], parts));
        Assert.False(signer.Accepts(Encoding.ASCII.GetBytes(expected[..^1]), parts));
    }

    [Fact]
    public void Without_a_key_nothing_is_signed() =>
        Assert.True(new Signer("").Accepts([], [[1], [2]]) && new Signer("").Sign([[1]]).Length == 0);

    [Theory]
    [InlineData("""{"shell_port":1,"iopub_port":2,"stdin_port":3,"control_port":4,"hb_port":5,"ip":"127.0.0.1","transport":"tcp","""
        + """ "key":"a","signature_scheme":"hmac-sha256","kernel_name":"x"}""", null)]
    [InlineData("""{"shell_port":1,"iopub_port":2,"stdin_port":3,"control_port":4,"hb_port":5,"ip":"::1"}""", null)]
    [InlineData("""{"shell_port":1,"iopub_port":2,"stdin_port":3,"control_port":4,"hb_port":5,"ip":"0.0.0.0"}""",
        "listens on this machine only")]
    [InlineData("""{"shell_port":1,"iopub_port":2,"stdin_port":3,"control_port":4,"hb_port":5,"ip":"*"}""", "listens on this machine only")]
    [InlineData("""{"shell_port":1,"iopub_port":2,"stdin_port":3,"control_port":4,"hb_port":5,"ip":"192.168.0.7"}""",
        "listens on this machine only")]
    [InlineData("""{"shell_port":1,"iopub_port":2,"stdin_port":3,"control_port":4,"hb_port":5,"transport":"ipc"}""", "transport 'ipc'")]
    [InlineData("""{"shell_port":1,"iopub_port":2,"stdin_port":3,"control_port":4,"hb_port":5,"signature_scheme":"hmac-md5"}""",
        "signature_scheme 'hmac-md5'")]
    [InlineData("""{"shell_port":1,"iopub_port":2,"stdin_port":3,"control_port":4,"hb_port":70000}""", "70000 is no port")]
    [InlineData("""{"shell_port":1,"iopub_port":2}""", "no connection file")]
    [InlineData("""[]""", "no connection file")]
    [InlineData("""null""", "no connection file")]
    [InlineData("""{"shell_port":""", "no connection file")]
    public void Connection_files_that_cannot_be_served_are_refused(string json, string? message)
    {
        File.WriteAllText(folder.File("c.json"), json);
        if (message is null)
        {
            Assert.Equal(1, ConnectionFile.Load(folder.File("c.json")).ShellPort);
            return;
        }

        var failure = Assert.Throws<InputException>(() => ConnectionFile.Load(folder.File("c.json")));
        Assert.Contains(message, failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', failure.Message);
    }

    [Fact]
    public void A_missing_connection_file_is_one_line() =>
        Assert.Contains("no connection file", Assert.Throws<InputException>(() => ConnectionFile.Load(folder.File("none.json"))).Message,
            StringComparison.Ordinal);
}


using Cellwright.Engine;
using Cellwright.Engine.Assist;

namespace MhdNet.Tests.Kernel;

/// <summary>Help while a cell is being typed. In the cells, | is the cursor.</summary>
public sealed class AssistTests : IDisposable
{
    private static readonly string Library = Path.Combine(AppContext.BaseDirectory, "MhdNet.Lib.dll");

    private readonly CSharpSession session = new(AppContext.BaseDirectory);
    private readonly ListSink sink = new();
    private int executed;

    public void Dispose() => session.Dispose();

    public static TheoryData<string, string, string, string> Names => new()
    {
        { "var text = \"a\";", "text.Sub|", "Substring", "Chars" },
        { "var text = \"a\";", "text.|", "Length", "IsNullOrEmpty" },
        { "", "string.|", "IsNullOrEmpty", "Length" },
        { "var numbers = new[] { 1 };", "numbers.Sel|", "Select", "Length" },
        { "var numbers = new[] { 1 };", "numb|", "numbers", "System" },
        { "int Twice(int x) => 2 * x;", "1 + Tw|", "Twice", "while" },
        { "record Point(int X, int Y); var point = new Point(1, 2);", "point.|", "X", "Clone" },
        { "class Thing { public int Size { get; set; } public int Other; }", "new Thing { | }", "Size", "Equals" },
        { "class Thing { public int Size { get; set; } public int Other; }", "new Thing { Size = 1, O| }", "Other", "Size" },
        { "class Dog { public int Age { get; set; } }", "new Dog { Ag|", "Age", "AggregateException" },
        { "class Dog { public int Age { get; set; } }", "Dog dog = new() { Ag| };", "Age", "AggregateException" },
        { "", "#r \"nuget: Markd|", "Markdig", "Console" },
        { "", "#r \"nuget: Markdig, |\"", "1.6.0", "Console" },
        { "DateTime? when = null;", "when?.Ad|", "AddDays", "Value" },
        { "", "Console.Wri|te(1)", "WriteLine", "ReadLine" },
        { "", "System.IO.|", "File", "Console" },
        { "", "using System.Te|", "Text", "IO" },
        { "", "whi|", "while", "if" },
        { "", "Enumerable.Range(0, 3).Where(x => x.|)", "CompareTo", "Select" },
        { "var text = \"a\";", "text.|\nvar next = 1;", "Length", "IsNullOrEmpty" },
        { "var text = \"a\";", "text.|\nConsole.WriteLine(1);", "Length", "IsNullOrEmpty" },
        { "", "foreach (var word in new[] { \"a\" }) { word.| }", "Length", "IsNullOrEmpty" },
        { "var α = \"a\";", "/* 🙂 */ α.|", "Length", "IsNullOrEmpty" },
        { "", "#!csharp\nConsole.Rea|", "ReadLine", "WriteLine" },
        { "", "disp|", "display", "Console" },
    };

    [Theory]
    [MemberData(nameof(Names))]
    public void Names_that_fit_are_offered_and_others_are_not(string before, string cell, string offered, string withheld)
    {
        Execute(before);
        var names = Complete(cell).Items.Select(item => item.Text).ToList();
        Assert.Contains(offered, names);
        Assert.DoesNotContain(withheld, names);
        Assert.Equal(names.Distinct(), names);
    }

    [Theory]
    [InlineData("var s = \"Conso|le\";")]
    [InlineData("// Conso|")]
    [InlineData("/* Conso| */")]
    [InlineData("nothing.|")]
    [InlineData("3|")]
    [InlineData("var s = \"Conso|")]
    [InlineData("#!fsharp\n|")]
    [InlineData("\"\"\"\nConso|\n\"\"\"")]
    public void Within_text_and_of_the_unknown_nothing_is_offered(string cell) => Assert.Empty(Complete(cell).Items);

    [Theory]
    [InlineData("Console.Wri|", 8, 11)]
    [InlineData("Console.Wri|te(1)", 8, 13)]
    [InlineData("Console.|", 8, 8)]
    [InlineData("1 + |", 4, 4)]
    [InlineData("|", 0, 0)]
    public void What_is_replaced_is_the_whole_name(string cell, int start, int end)
    {
        var found = Complete(cell);
        Assert.Equal((start, end), (found.Start, found.End));
        Assert.NotEmpty(found.Items);
    }

    [Fact]
    public void Libraries_are_known_once_referred_to_and_before_the_cell_has_run()
    {
        Assert.Contains("Workspace", Complete($"#r \"{Library}\"\nusing MhdNet.Runs;\nWorksp|").Items.Select(item => item.Text));
        Assert.Empty(Complete("MhdNet.Runs.|").Items);
        var torchSharp = Path.Combine(Path.GetDirectoryName(Library)!, "TorchSharp.dll");
        Execute($"#r \"{Library}\"\n#r \"{torchSharp}\"\nusing static TorchSharp.torch; using MhdNet.Methods;");
        Assert.Contains(new Completion("Paper", "property"), Complete("Experiment.|").Items);
        Assert.Contains(new Completion("zeros", "function"), Complete("zer|").Items);
        Execute("var tensor = zeros(2, 3);");
        Assert.Contains(new Completion("shape", "property"), Complete("tensor.sha|").Items);
        Assert.Contains(new Completion("Conv3d", "function"), Complete("nn.Conv|").Items);
    }

    [Theory]
    [InlineData("Math.Ma|x(1, 2)", "int Math.Max(int val1, int val2)")]
    [InlineData("Math.Max(|)", "int Math.Max(int val1, int val2)")]
    [InlineData("Math.Max(1, |)", "double Math.Max(double val1, double val2)")]
    [InlineData("Math.Max(1, |", "double Math.Max(double val1, double val2)")]
    [InlineData("new Thing(|)", "Thing.Thing(int size)")]
    [InlineData("new Thi|ng(1)", "Thing.Thing(int size)")]
    [InlineData("known|", "List<string>")]
    [InlineData("Twice|(1)", "int Twice(int x)")]
    [InlineData("var local = 3; loca|l + 1", "int local")]
    [InlineData("\"a\".Substri|ng(1)", "string string.Substring(int startIndex)")]
    [InlineData("known.Select(x => x).ToLi|st()", "ToList<string>")]
    [InlineData("known.Cou|nt", "int List<string>.Count")]
    public void Signatures_are_shown(string cell, string signature)
    {
        Execute("class Thing { public Thing(int size) { } }\nint Twice(int x) => 2 * x;\nvar known = new List<string>();");
        Assert.Contains(signature, Inspect(cell)?.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("|")]
    [InlineData("1 + |1")]
    [InlineData("// Cons|ole")]
    [InlineData("#!fsharp Cons|ole")]
    public void Where_there_is_no_name_nothing_is_said(string cell) => Assert.Null(Inspect(cell));

    [Fact]
    public void Documentation_comes_with_the_signature()
    {
        Execute($"#r \"{Library}\"");
        var help = Inspect("MhdNet.Runs.Workspace.Ope|n(\"..\")")!;
        Assert.Contains("Opens a workspace; renders the phantom cohort", help.Text, StringComparison.Ordinal);
        Assert.Contains("root: The repository (from a notebook", help.Text, StringComparison.Ordinal);
        Assert.Contains("<p><b>Parameters</b><br>root: ", help.Html, StringComparison.Ordinal);
        Assert.DoesNotContain("Opens", Inspect("1.ToStr|ing()")!.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void The_runtime_is_documented_where_the_SDK_is()
    {
        var text = Inspect("Math.Max(1, 2|)")!.Text;
        Assert.Contains("Returns:", text, StringComparison.Ordinal);
        Assert.Contains("larger of two", Inspect("Math.Ma|x(1, 2)")!.Text, StringComparison.Ordinal);
        Assert.Contains("Writes the", Inspect("Console.WriteLi|ne()")!.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1 + 1", Completeness.Complete, "")]
    [InlineData("var x = 1;", Completeness.Complete, "")]
    [InlineData("", Completeness.Complete, "")]
    [InlineData("#!csharp\n1", Completeness.Complete, "")]
    [InlineData("int F()\n{", Completeness.Incomplete, "    ")]
    [InlineData("for (var i = 0; i < 3; i++)\n{\n    if (i > 1)\n    {", Completeness.Incomplete, "        ")]
    [InlineData("Console.WriteLine(", Completeness.Incomplete, "    ")]
    [InlineData("var s = \"\"\"\nraw", Completeness.Incomplete, "")]
    [InlineData("/* comment", Completeness.Incomplete, "")]
    [InlineData("1 +", Completeness.Incomplete, "")]
    [InlineData(") 1", Completeness.Invalid, "")]
    [InlineData("var s = \"open", Completeness.Invalid, "")]
    [InlineData("$\"{", Completeness.Incomplete, "    ")]
    [InlineData("try { }", Completeness.Incomplete, "")]
    [InlineData("try { }\nvar x = 1;", Completeness.Invalid, "")]
    [InlineData("#!fsharp", Completeness.Complete, "")]
    public void A_text_is_complete_or_not(string code, Completeness completeness, string indent) =>
        Assert.Equal((completeness, indent), CSharpSession.IsComplete(code));

    [Fact]
    public void Asking_leaves_no_trace_and_neither_does_warming_up()
    {
        session.WarmUp();
        _ = Complete("var secret = 1; #r \"nothing.dll\"\nsecret.|");
        _ = Inspect("var secret = 1; secr|et");
        Assert.DoesNotContain("secret", Complete("secr|").Items.Select(item => item.Text));
        Assert.Equal(CellStatus.Failed, session.Execute("warm", 1, sink, TestContext.Current.CancellationToken));
        Assert.StartsWith("error: CompilationError: cell 1, line 1", Assert.Single(sink.Outputs), StringComparison.Ordinal);
    }

    [Fact]
    public void Code_that_makes_no_sense_is_answered()
    {
        foreach (var code in new[] { new string('(', 300), "a.b.c.d.?.[",
            "\0\0", "}}}}", "using static", "new()", "x is { | ", "\ud800.", "@", "$\"{", "global::", "a?.b?.|", "<T>" })
        {
            // of a long one both ends and some places between
            foreach (var cursor in Enumerable.Range(-1, code.Length + 3).Where(at => at < 12 || at % 40 == 0 || at >= code.Length))
            {
                _ = session.Complete(code, cursor);
                _ = session.Inspect(code, cursor);
                _ = CSharpSession.IsComplete(code);
            }
        }
    }

    private Completions Complete(string cell) =>
        session.Complete(cell.Replace("|", "", StringComparison.Ordinal), cell.IndexOf('|', StringComparison.Ordinal));

    private Inspection? Inspect(string cell) =>
        session.Inspect(cell.Replace("|", "", StringComparison.Ordinal), cell.IndexOf('|', StringComparison.Ordinal));

    private void Execute(string cell) =>
        Assert.Equal(CellStatus.Completed, session.Execute(cell, ++executed, sink, TestContext.Current.CancellationToken));
}


using MhdNet.Kernel.Engine;

namespace MhdNet.Tests.Kernel;

/// <summary>What cells may say, and what they show: a table of cells and outputs.</summary>
public sealed class DialectTests : IDisposable
{
    private readonly CSharpSession session = new(AppContext.BaseDirectory);
    private int executed;

    public void Dispose() => session.Dispose();

    public static TheoryData<string, string[], string[]> Cells => new()
    {
        { "a trailing expression is shown", ["1 + 1"], ["result: 2"] },
        { "a statement shows nothing", ["var x = 5;"], [] },
        { "a null value shows nothing", ["(string)null"], [] },
        { "decimals have a point", ["1.5"], ["result: 1.5"] },
        { "a string is itself", ["\"a<b\""], ["result: a<b"] },
        { "variables stay", ["var x = 20;", "x += 1;", "x * 2"], ["result: 42"] },
        { "a variable may be declared anew", ["var x = 1;", "var x = \"two\";", "x"], ["result: two"] },
        { "usings stay", ["using System.Globalization;", "CultureInfo.InvariantCulture.Name.Length"], ["result: 0"] },
        { "a static using stays", ["using static System.Math;", "Max(3, 4)"], ["result: 4"] },
        { "functions and types stay", ["int Twice(int x) => 2 * x; record Pair(int A, int B);", "Twice(new Pair(1, 4).B)"], ["result: 8"] },
        { "extension methods are plain functions", ["static int Half(this int x) => x / 2;", "8.Half()"], ["result: 4"] },
        { "await works at the top level",
            ["await System.Threading.Tasks.Task.Delay(5); var x = await Task.FromResult(3); x"], ["result: 3"] },
        { "blocking on a task of the cell does not hang",
            ["async Task<int> Slow() { await Task.Delay(5); return 7; }\nSlow().Result"], ["result: 7"] },
        { "code after an await comes back to the cells' thread", ["var before = Environment.CurrentManagedThreadId; await "
            + "Task.Delay(5);\nbefore == Environment.CurrentManagedThreadId"], ["result: True"] },
        { "all cells run on one thread", ["var first = Environment.CurrentManagedThreadId;", "first == Environment.CurrentManagedThreadId"],
            ["result: True"] },
        { "streams and displays keep their order", ["Console.Write(1); display(2); Console.Error.WriteLine(3); Console.WriteLine(4); 5"],
            ["out: 1", "display: 2", "err: 3", "out: 4", "result: 5"] },
        { "any value displays itself", ["3.Display(); \"x\".Display();"], ["display: 3", "display: x"] },
        { "a displayed value is replaced in place", ["var shown = display(\"0 %\");", "shown.Update(\"100 %\");"],
            ["display: 0 %", "update: 100 %"] },
        { "HTML is not encoded", ["HTML(\"<b>x</b>\")"], ["result: <b>x</b>"] },
        { "a thread of a library writes to the cell", ["var writer = new System.Threading.Thread(() => Console.WriteLine(\"from afar\")); "
            + "writer.Start(); writer.Join();"], ["out: from afar"] },
        { "what native code prints is the cell's", ["using System.Runtime.InteropServices;\n[DllImport(\"libc\")] static extern int "
            + "puts(string text);", "puts(\"from C\"); Console.WriteLine(\"from C#\"); puts(\"é\") >= 0"],
                ["out: from C", "out: from C#", "out: é", "result: True"] },
        { "what a child process prints is the cell's", ["using (var child = System.Diagnostics.Process.Start(\"echo\", \"from a child\")) "
            + "{ child.WaitForExit(); }"], ["out: from a child"] },
        { "lines of many threads stay whole", ["System.Threading.Tasks.Parallel.For(0, 50, _ => Console.WriteLine(\"abcdef\"));"],
            [.. Enumerable.Repeat("out: abcdef", 50)] },
        { "an async void that throws fails its cell only", ["async void Bad() { await Task.Delay(1); throw new "
            + "InvalidOperationException(\"lost\"); }", "Bad(); await Task.Delay(5000);", "1"],
                ["error: System.InvalidOperationException: lost", "result: 1"] },
        { "#!csharp is accepted", ["#!csharp\n6 * 7"], ["result: 42"] },
        { "a '#!' in a string is text", ["var s = \"\"\"\n#!fsharp\n\"\"\"; s.Length"], ["result: 8"] },
        { "other magics are refused", ["1\n#!fsharp\n2"],
            ["error: DialectError: #!fsharp is not known here: this kernel runs C# cells only (#!csharp and #!import are accepted)."] },
        { "a magic that names nothing is refused", ["#!import"],
            ["error: DialectError: #!import names a file, as in #!import other.ipynb."] },
        { "a package source is an address or a folder", ["#i \"nuget: nowhere\""],
            ["error: DialectError: package source nowhere: neither an address nor a folder beside the notebook."] },
        { "a package has a name", ["#r \"nuget: a b\""],
            ["error: DialectError: \"nuget: a b\" names no package: write #r \"nuget: Name, Version\"."] },
        { "an imported notebook runs, its values are there, its trailing expressions are not shown",
            ["#!import Kernel/notebooks/imported.ipynb\nImported + Twice(1)"], ["out: importing", "result: 42"] },
        { "an imported script runs", ["#!import Kernel/notebooks/shared.csx\nShared(2)"], ["result: 202"] },
        { "an import of itself is refused", ["#!import Kernel/notebooks/circle.ipynb"], ["error: DialectError: #!import "
            + $"{Path.Combine(AppContext.BaseDirectory, "Kernel", "notebooks", "circle.ipynb")}: imports itself."] },
        { "an import of another kind is one line", ["#!import nothing.dib"], ["error: DialectError: #!import "
            + $"{Path.Combine(AppContext.BaseDirectory, "nothing.dib")}: .dib cannot be imported; .ipynb, .cs and .csx can."] },
        { "a file that is loaded loads files beside it", ["#load \"Kernel/notebooks/outer.csx\"\nOuter()"], ["result: 303"] },
        { "what a failing cell had declared stays", ["var kept = 1; kept = 2; throw new InvalidOperationException(\"no\");", "kept"],
            ["error: System.InvalidOperationException: no", "result: 2"] },
        { "a cell that does not compile leaves no trace", ["var x = 1;", "x = 2; x = nothing;", "x"], ["error: CompilationError: cell 2, "
            + "line 1: error CS0103: The name 'nothing' does not exist in the current context", "result: 1"] },
        { "a cell redirects the console for itself only", ["Console.SetOut(System.IO.TextWriter.Null); Console.WriteLine(\"lost\");",
            "Console.WriteLine(\"seen\");", "Console.Out.Close();", "Console.Write(1);"], ["out: seen", "out: 1"] },
        { "what is nested too deep is "
            + "refused", [new string('(', 30_000), new string('!', 30_000) + "true", string.Join(" + ", Enumerable.Repeat("1", 3_000))],
            ["error: DialectError: nested deeper than 1000: the compiler cannot read that.",
                "error: DialectError: nested deeper than 1000: the compiler cannot read that.", "result: 3000"] },
        { "nobody answers ReadLine", ["Console.ReadLine()"], ["error: System.InvalidOperationException: nobody to ask"] },
        { "outputs are cleared", ["display(1); ClearOutput(); ClearOutput(wait: true); display(2);"],
            ["display: 1", "clear", "clear before the next", "display: 2"] },
        { "an assembly of the runtime is found by name",
            ["#r \"System.Net.Http\"\ntypeof(System.Net.Http.HttpClient).Name"], ["result: HttpClient"] },
        { "#load runs a file", ["#load \"Kernel/notebooks/shared.csx\"\nShared(2)"], ["result: 202"] },
        { "records show as tables", ["record Row(int A, string B);", "new Row(1, \"x\")"], ["result:    value\nA  1\nB  x"] },
        { "sequences of records show as tables", ["record Row(int A, string B);", "new[] { new Row(1, \"x\"), new Row(22, \"y\") }"],
            ["result: A   B\n1   x\n22  y"] },
        { "dictionaries show as tables", ["new Dictionary<string, int> { [\"a\"] = 1 }"], ["result: Key  Value\na    1"] },
        { "long sequences are cut, and counted", ["Formatter.ListExpansionLimit = 2; try { display(Enumerable.Range(5, 30)); } finally { "
            + "Formatter.ListExpansionLimit = 20; }"], ["display:    value\n0  5\n1  6\n2 of 30 rows"] },
        { "an endless sequence ends", ["IEnumerable<int> Endless() { while (true) yield return 1; }", "Formatter.ListExpansionLimit = 1; "
            + "try { display(Endless()); } finally { Formatter.ListExpansionLimit = 20; }"],
                ["display:    value\n0  1\nthe first 1 rows of more"] },
        { "a type's own ToString is respected",
            ["class Own { public int A => 1; public override string ToString() => \"mine\"; }", "new Own()"], ["result: mine"] },
        { "a formatter of the notebook wins", ["class Own { public override string ToString() => \"mine\"; }",
            "Formatter.Register<Own>(_ => \"theirs\", \"text/plain\");", "new Own()"], ["result: theirs"] },
        { "a formatter that throws fails its cell only", ["class Bad { }", "Formatter.Register<Bad>((Bad _) => throw new "
            + "InvalidOperationException(\"cannot\"), \"text/html\");", "new Bad()", "1"],
                ["error: System.InvalidOperationException: cannot", "result: 1"] },
    };

    [Theory]
    [MemberData(nameof(Cells))]
    public void Cells_show_what_they_should(string what, string[] cells, string[] expected)
    {
        var sink = new ListSink();
        foreach (var cell in cells)
        {
            session.Execute(cell, ++executed, sink, TestContext.Current.CancellationToken);
        }

        Assert.True(expected.SequenceEqual(sink.Outputs), $"{what}:\n{string.Join("\n", sink.Outputs)}");
    }

    [Fact]
    public void The_console_reads_lines_and_characters_until_the_input_ends()
    {
        var sink = new ListSink { Input = new(["ab", "", "c"]) };
        session.Execute(
            "var first = Console.Read(); "
                + "$\"{(char)first}|{Console.ReadLine()}|{Console.ReadLine()}|{Console.ReadLine()}|{Console.ReadLine() is "
                + "null}|{Console.Read()}\"",
            1, sink, TestContext.Current.CancellationToken);
        Assert.Equal(["result: a|b||c|True|-1"], sink.Outputs);
    }
}

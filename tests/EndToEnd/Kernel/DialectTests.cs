
using Cellwright.Engine;

namespace MhdNet.Tests.Kernel;

/// <summary>What cells may say, and what they show: a table of cells and outputs.</summary>
public sealed class DialectTests(SharedSession shared) : IClassFixture<SharedSession>
{
    private readonly CSharpSession session = shared.Session;
    private int executed;

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
        { "other languages are passed over", ["1\n#!fsharp\nlet x = 1\n#!csharp\n3"],
            ["display: 1", "display: F#: passed over, this kernel runs C#", "result: 3"] },
        { "Markdown, HTML and Mermaid are shown", ["#!markdown\n*a*\n#!html\n<b>b</b>\n#!mermaid\ngraph TD; A-->B"],
            ["display: *a*", "display: <b>b</b>", "display: graph TD; A-->B"] },
        { "other magics are refused", ["1\n#!nothing\n2"],
            ["error: DialectError: #!nothing is not known here; #!import, #!time, #!who, #!whos, #!set, #!share and the languages' names "
                + "are."] },
        { "a database is not connected", ["#!connect mssql --kernel-name x"],
            ["error: DialectError: #!connect is not known here: open the database or the service from C#, with its own package."] },
        { "a text becomes a value", ["#!value --name notes\na\nb", "notes"], ["result: a\nb"] },
        { "#!set declares a text, or takes a value", ["#!set --name city --value \"Bern\"\ncity.Length",
            "#!set --name other --value @csharp:city\nother"], ["result: 4", "result: Bern"] },
        { "#!share of what is there already", ["var shared = 3;", "#!share --from csharp shared --as again\nagain"], ["result: 3"] },
        { "#!share from another language says why not",
            ["#!share --from fsharp x"], ["error: DialectError: fsharp has no values here: this "
            + "kernel runs C# alone, so a value must come from a C# cell."] },
        { "using var ends with its cell", ["class Told : IDisposable { public void Dispose() => Console.WriteLine(\"disposed\"); }\n"
            + "using var told = new Told(); 1", "2"], ["result: 1", "out: disposed", "result: 2"] },
        { "using var ends when its cell fails", ["class Told : IDisposable { public void Dispose() => Console.WriteLine(\"disposed\"); }\n"
            + "using var told = new Told(); throw new Exception(\"no\");"], ["error: System.Exception: no", "out: disposed"] },
        { "await using var too", ["await using var stream = new MemoryStream(); stream.Length", "stream.CanRead"],
            ["result: 0", "result: False"] },
        { "a class of extension methods", ["static class Halves { public static int Half(this int x) => x / 2; }\n8.Half()"],
            ["result: 4"] },
        { "an extension block", ["public static class Squares { extension(int x) { public int Squared => x * x; } }", "5.Squared"],
            ["result: 25"] },
        { "a namespace, and again", ["namespace One.Two { public class Three { public int Four => 4; } }", "new One.Two.Three().Four",
            "namespace One.Two { public class Three { public int Four => 5; } }", "using One.Two;\nnew Three().Four"],
            ["result: 4", "result: 5"] },
        { "a namespace of a whole cell", ["namespace Whole;\npublic record Part(int A);", "new Whole.Part(3).A"], ["result: 3"] },
        { "an error in a namespace is where it was typed", ["namespace Wrong\n{ class A { int x = \"\"; } }"],
            ["error: CompilationError: cell 0, line 2: error CS0029: Cannot implicitly convert type 'string' to 'int'"] },
        { "default values of enums, the cell's own, another cell's and a library's", ["enum Small : byte { One = 1, Two }",
            "int Of(Small a = Small.Two, DayOfWeek b = DayOfWeek.Friday, Small? c = Small.One) => (int)a + (int)b + (int)c.Value;\nOf()",
            "const Small Kept = Small.Two; int Again() => (int)Kept;\nAgain()"], ["result: 8", "result: 2"] },
        { "a file type", ["file class Local { public int A => 2; }\nnew Local().A"], ["result: 2"] },
        { "a copy with changes ends a cell", ["record Row(int A, int B); var row = new Row(1, 2);", "row with { B = 3 }"],
            ["result:    value\nA  1\nB  3"] },
        { "a Span at the top gets advice",
            ["Span<int> span = stackalloc int[3];"], ["error: CompilationError: cell 0, line 1: error CS8345: "
            + "Field or auto-implemented property cannot be of type 'Span<int>' unless it is an instance member of a ref "
            + "struct. A variable "
            + "of a cell is kept for later cells, which a Span cannot be: use it within a function."] },
        { "where the compiler fails, a line says so",
            ["var (a, b) = (nameof(String), 2);"], ["error: DialectError: the compiler itself failed "
            + "on this cell (AggregateException). A known case is nameof in var (a, b) = (...): declare the variables one by one."] },
        { "the SDK's implicit usings",
            ["(File.Exists(\"\"), new HttpClient().MaxResponseContentBufferSize > 0, Thread.CurrentThread.IsAlive)"],
            ["result:          value\nItem1    False\nItem2    True\nIsAlive  True"] },
        { "texts as what they are", ["\"# a\".DisplayAs(\"text/markdown\"); new[] { 1 }.DisplayTable(); LaTeX(\"x^2\")"],
            ["display: # a", "display:    value\n0  1", "result: x^2"] },
        { "scripts and styles", ["Javascript(\"1\"); CSS(\"p {}\"); Kernel.HTML(\"<b>x</b>\")"],
            ["display: <script>\n1\n</script>", "display: <style>\np {}\n</style>", "result: <b>x</b>"] },
        { "functions that call each other without end fail their cell", ["int Deep(int n) => 1 + Deep(n);\nDeep(1)", "1"], ["error: "
            + "System.InsufficientExecutionStackException: The stack is full: functions of the cell call each other too "
            + "deeply.", "result: 1"] },
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
        { "an import of another kind is one line", ["#!import nothing.txt"], ["error: DialectError: #!import "
            + $"{Path.Combine(AppContext.BaseDirectory, "nothing.txt")}: .txt cannot be imported; .ipynb, .dib, .cs and .csx can."] },
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
        { "a formatter that throws fails no cell", ["class Bad { }", "Formatter.Register<Bad>((Bad _) => throw new "
            + "InvalidOperationException(\"cannot\"), \"text/html\");", "new Bad()", "1"],
                ["result: Bad, which cannot be shown: InvalidOperationException: cannot", "result: 1"] },
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

        expected = [.. expected.Select(line => line.Replace("cell 0", $"cell {executed}", StringComparison.Ordinal))];
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

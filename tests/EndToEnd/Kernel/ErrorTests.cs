
using Cellwright.Engine;

namespace MhdNet.Tests.Kernel;

/// <summary>Errors name the cell and the line, and show it.</summary>
public sealed class ErrorTests : IDisposable
{
    private readonly CSharpSession session = new(AppContext.BaseDirectory);
    private readonly ListSink sink = new();

    public void Dispose() => session.Dispose();

    [Fact]
    public void A_compile_error_marks_its_place()
    {
        Run("var a = 1;\n\n  var b = a + missing;", 7);
        Assert.Equal(
            [
                "cell 7, line 3: error CS0103: The name 'missing' does not exist in the current context",
                "      var b = a + missing;",
                "                  ^^^^^^^",
            ],
            sink.LastError!.Traceback);
    }

    [Fact]
    public void Every_compile_error_is_listed()
    {
        Run("int a = \"x\";\nint b = \"y\";", 1);
        Assert.Equal(2, sink.LastError!.Traceback.Count(line => line.StartsWith("cell 1, line", StringComparison.Ordinal)));
    }

    [Fact]
    public void Of_very_many_errors_the_first_are_listed_and_the_others_counted()
    {
        Run(string.Join('\n', Enumerable.Range(0, 25).Select(i => $"int a{i} = missing{i};")), 1);
        Assert.Equal(10, sink.LastError!.Traceback.Count(line => line.StartsWith("cell 1, line", StringComparison.Ordinal)));
        Assert.Equal("... and 15 more errors", sink.LastError.Traceback[^1]);
    }

    [Fact]
    public void A_library_that_is_not_there_says_so()
    {
        Run("#r \"nowhere/Missing.dll\"", 1);
        Assert.Contains("nowhere/Missing.dll", sink.LastError!.Value, StringComparison.Ordinal);
        Assert.Contains("is it built", sink.LastError.Value, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_no_assembly_fails_its_cell()
    {
        Assert.Equal(CellStatus.Failed, Run("#r \"Kernel/notebooks/shared.csx\"", 1));
        Assert.Equal(CellStatus.Completed, Run("1", 2));
    }

    [Fact]
    public void A_runtime_error_names_the_lines_of_every_cell_it_passed()
    {
        Run("int Divide(int a, int b)\n{\n    return a / b;\n}", 1);
        Run("// a comment\nvar zero = 0;\nDivide(1, zero)", 2);
        Assert.Equal("System.DivideByZeroException", sink.LastError!.Name);
        Assert.Equal(
            [
                "System.DivideByZeroException: Attempted to divide by zero.",
                "   at cell 1, line 3: return a / b;",
                "   at cell 2, line 3: Divide(1, zero)",
            ],
            sink.LastError.Traceback);
    }

    [Fact]
    public void Lines_below_a_magic_keep_their_numbers()
    {
        Run("#!csharp\n\nthrow new Exception(\"x\");", 3);
        Assert.Contains("   at cell 3, line 3: throw new Exception(\"x\");", sink.LastError!.Traceback);
    }

    [Fact]
    public void An_error_after_an_await_has_its_line()
    {
        Run("await Task.Delay(1);\nint.Parse(\"x\")", 1);
        Assert.Equal("System.FormatException", sink.LastError!.Name);
        Assert.Contains("   at cell 1, line 2: int.Parse(\"x\")", sink.LastError.Traceback);
    }

    [Fact]
    public void The_cause_of_an_error_is_told()
    {
        Run("try { int.Parse(\"x\"); }\ncatch (Exception e) { throw new InvalidOperationException(\"outer\", e); }", 1);
        Assert.Equal("System.InvalidOperationException: outer", sink.LastError!.Traceback[0]);
        Assert.Contains(sink.LastError.Traceback, line => line.StartsWith("caused by System.FormatException", StringComparison.Ordinal));
    }

    [Fact]
    public void No_frame_of_the_kernel_or_the_compiler_is_shown()
    {
        Run("throw new Exception(\"x\");", 1);
        Assert.DoesNotContain(sink.LastError!.Traceback, line => line.Contains("CodeAnalysis", StringComparison.Ordinal)
            || line.Contains("CellPump", StringComparison.Ordinal));
    }

    private CellStatus Run(string cell, int number) => session.Execute(cell, number, sink, TestContext.Current.CancellationToken);
}

extern alias fronts;

using fronts::Cellwright.Fronts.Headless;
using fronts::Cellwright.Fronts.Html;
using InputException = fronts::MhdNet.Runtime.InputException;

namespace MhdNet.Tests.Kernel;

/// <summary>Notebook files, parameters and pages, without running anything.</summary>
public sealed class NotebookDocumentTests
{
    private const string Kernelspec = "\"metadata\": {\"kernelspec\": {\"name\": \".net-csharp\", \"language\": \"C#\"}}";

    [Theory]
    [InlineData("", "is no notebook")]
    [InlineData("{\"cells\": [", "breaks off")]
    [InlineData("[]", "no list of cells")]
    [InlineData("{\"cells\": [1], \"nbformat\": 4}", "no list of cells")]
    [InlineData("{\"cells\": [], \"nbformat\": 3, \"nbformat_minor\": 0}", "nbformat says 3")]
    [InlineData("{\"cells\": [], \"nbformat\": 4, \"metadata\": {\"kernelspec\": {\"language\": \"python\"}}}",
        "not a C# notebook (python)")]
    public void What_is_no_notebook_is_refused_in_one_line(string text, string message)
    {
        var error = Assert.Throws<InputException>(() => NotebookDocument.Parse(text, "x.ipynb"));
        Assert.StartsWith("x.ipynb: ", error.Message, StringComparison.Ordinal);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public void A_notebook_that_names_no_kernel_is_tried_as_CSharp() =>
        Assert.Empty(NotebookStructure.Problems(NotebookDocument.Parse("{\"cells\": [], \"nbformat\": 4}", "x").ToText()));

    [Fact]
    public void A_dib_file_becomes_a_notebook_whose_cells_keep_their_languages()
    {
        var document = NotebookDocument.ParseDib(
            "#!meta\n{\"kernelInfo\":{}}\n#!markdown\n# Title\n\n#!csharp\n1 + 1\n#!fsharp\nlet x = 1\n#!csharp\n#!time\n2\n");
        Assert.Equal(["markdown", "code", "code", "code"], document.Cells.Select(cell => cell.Type));
        Assert.Equal(["# Title", "1 + 1", "#!fsharp\nlet x = 1", "#!time\n2"], document.Cells.Select(cell => cell.Runnable));
        Assert.Empty(NotebookStructure.Problems(document.ToText()));
    }

    [Theory]
    [InlineData("polyglot_notebook", "kernelName", "fsharp", "#!fsharp\n1")]
    [InlineData("dotnet_interactive", "language", "pwsh", "#!pwsh\n1")]
    [InlineData("polyglot_notebook", "kernelName", "csharp", "1")]
    public void A_cells_metadata_say_in_which_language_it_is(string tool, string name, string language, string runnable)
    {
        var cell = $$$"""{"cell_type": "code", "metadata": {"{{{tool}}}": {"{{{name}}}": "{{{language}}}"}}, "source": "1"}""";
        Assert.Equal(runnable, NotebookDocument.Parse($"{{\"cells\": [{cell}], \"nbformat\": 4}}", "x").Cells[0].Runnable);
    }

    [Fact]
    public void An_old_notebook_becomes_format_4_5_with_ids_that_stay()
    {
        var old = $"{{\"cells\": [{Code("1")}, {Code("1")}], {Kernelspec}, \"nbformat\": 4, \"nbformat_minor\": 2}}";
        var first = NotebookDocument.Parse(old, "x").ToText();
        Assert.Empty(NotebookStructure.Problems(first));
        Assert.Equal(first, NotebookDocument.Parse(old, "x").ToText());
        Assert.Equal(first, NotebookDocument.Parse(first, "x").ToText());
    }

    [Fact]
    public void Text_is_not_escaped_beyond_need()
    {
        var text = Document(Code("// Größe < 3 & '更'")).ToText();
        Assert.Contains("// Größe < 3 & '更'", text, StringComparison.Ordinal);
        Assert.EndsWith("}\n", text, StringComparison.Ordinal);
    }

    public static TheoryData<string, string, string> Values => new()
    {
        { "var a = \"x\";", "a=demo", "a = \"demo\";" },
        { "string a = null;", "a=say \"no\"\\now", "a = \"say \\\"no\\\"\\\\now\";" },
        { "string? a = null;", "a=b=c", "a = \"b=c\";" },
        { "var a = 1;", "a=-7", "a = -7;" },
        { "long a = 1;", "a=5000000000", "a = 5000000000L;" },
        { "var a = 1.0;", "a=3", "a = 3d;" },
        { "var a = -1e3;", "a=2.5e-1", "a = 0.25d;" },
        { "float a = 1;", "a=0.1", "a = 0.1f;" },
        { "var a = true;", "a=false", "a = false;" },
        { "var a = new[] { 1, 2 };", "a=3,4", "a = new int[] { 3, 4 };" },
        { "var a = new[] { 1, 2.5 };", "a=3", "a = new double[] { 3d };" },
        { "string[] a = [\"x\"];", "a=[\"p,q\", \"r\"]", "a = new string[] { \"p,q\", \"r\" };" },
        { "var a = new int[0];", "a=", "a = new int[] {  };" },
    };

    [Theory]
    [MemberData(nameof(Values))]
    public void A_parameter_is_written_in_the_type_of_its_variable(string declaration, string assignment, string expected)
    {
        var document = Document(Code("0"), Code(declaration, "parameters"), Code("a"));
        Parameters.Inject(document, [assignment], "x");
        Assert.Equal(4, document.Cells.Count);
        Assert.Equal(["injected-parameters"], document.Cells[2].Tags);
        Assert.Equal("// Parameters of this run\n" + expected, document.Cells[2].Source);
        Assert.Empty(NotebookStructure.Problems(document.ToText()));
    }

    [Theory]
    [InlineData("var a = 1;", "a=x", "is not of the type int")]
    [InlineData("var a = 1;", "a=1.5", "is not of the type int")]
    [InlineData("var a = 1;", "a=99999999999", "is not of the type int")]
    [InlineData("var a = 1.0;", "a=NaN", "is not of the type double")]
    [InlineData("var a = true;", "a=yes", "is not of the type bool")]
    [InlineData("var a = new[] { 1 };", "a=1,x", "is not of the type int[]")]
    [InlineData("var a = new[] { 1 };", "a=[1", "is not of the type int[]")]
    [InlineData("var a = 1;", "b=1", "has no parameter 'b'; it has a (int)")]
    [InlineData("const int a = 1;", "a=1", "declares none that can be set")]
    [InlineData("var a = 1;", "a", "name=value")]
    [InlineData("var a = 1;", "=1", "name=value")]
    public void A_parameter_that_does_not_fit_is_refused(string declaration, string assignment, string message)
    {
        var document = Document(Code(declaration, "parameters"));
        var error = Assert.Throws<InputException>(() => Parameters.Inject(document, [assignment], "x"));
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_parameters_of_an_earlier_run_go()
    {
        var document = Document(Code("var a = 1;", "parameters"));
        Parameters.Inject(document, ["a=2"], "x");
        Parameters.Inject(document, ["a=3"], "x");
        Assert.Equal(2, document.Cells.Count);
        Assert.Contains("a = 3;", document.Cells[1].Source, StringComparison.Ordinal);
        Parameters.Inject(document, [], "x");
        Assert.Single(document.Cells);
    }

    [Fact]
    public void A_page_holds_prose_code_and_outputs()
    {
        const string Outputs = """
            {"output_type": "stream", "name": "stdout", "text": ["1 < 2\n", "\u001b[31mred\u001b[0m"]},
            {"output_type": "display_data", "metadata": {}, "data": {"image/png": "QUJD\n", "text/plain": "an image"}},
            {"output_type": "execute_result", "metadata": {}, "execution_count": 1,
             "data": {"text/html": ["<table>", "</table>"], "text/plain": "a table"}},
            {"output_type": "error", "ename": "E", "evalue": "v", "traceback": ["E: v", "   at <cell>"]}
            """;
        const string Prose =
            "{\"cell_type\": \"markdown\", \"metadata\": {}, \"source\": \"# On $x_1$\\n\\n$$a < b$$\\n\\n| a |\\n|---|\\n| 1 |\"}";
        var page = HtmlPage.Render(Document(Prose, Code("var x = \\\"<b>\\\"; // 1 < 2", "", Outputs)), "name");

        Assert.Contains("<title>On $x_1$</title>", page, StringComparison.Ordinal);
        Assert.Contains("<span class=\"math\">\\(x_1\\)</span>", page, StringComparison.Ordinal);
        Assert.Contains("a &lt; b", page, StringComparison.Ordinal);
        Assert.Contains("<td>1</td>", page, StringComparison.Ordinal);
        Assert.Contains("<span class=\"keyword\">var</span> x = <span class=\"string\">&quot;&lt;b&gt;&quot;</span>; <span "
            + "class=\"comment\">// 1 &lt; 2</span>", page, StringComparison.Ordinal);
        Assert.Contains("<pre class=\"stream\">1 &lt; 2\nred</pre>", page, StringComparison.Ordinal);
        Assert.Contains("src=\"data:image/png;base64,QUJD\"", page, StringComparison.Ordinal);
        Assert.Contains("<table></table>", page, StringComparison.Ordinal);
        Assert.DoesNotContain("a table", page, StringComparison.Ordinal);
        Assert.Contains("<pre class=\"error\">E: v\n   at &lt;cell&gt;</pre>", page, StringComparison.Ordinal);
        Assert.DoesNotContain("http", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", page, StringComparison.Ordinal);
    }

    private static NotebookDocument Document(params string[] cells) =>
        NotebookDocument.Parse($"{{\"cells\": [{string.Join(",", cells)}], {Kernelspec}, \"nbformat\": 4, \"nbformat_minor\": 5}}", "x");

    private static string Code(string source, string tag = "", string outputs = "")
    {
        var escaped = source.Contains("\\\"", StringComparison.Ordinal) ? source : source.Replace("\"", "\\\"", StringComparison.Ordinal);
        var metadata = tag.Length == 0 ? "{}" : $"{{\"tags\": [\"{tag}\"]}}";
        return $"{{\"cell_type\": \"code\", \"execution_count\": null, \"metadata\": {metadata}, \"outputs\": [{outputs}], \"source\": "
            + $"\"{escaped}\"}}";
    }
}

using Cellwright.Engine;

namespace MhdNet.Tests.Kernel;

/// <summary>What a value looks like, as plain text: all that it is made of, and no cell fails because a value cannot be shown.</summary>
public sealed class ValueTests(SharedSession shared) : IClassFixture<SharedSession>
{
    private const string People = """
        class Person { public string Name { get; set; } public int Age { get; set; } public Person Boss { get; set; } }
        """;

    public static TheoryData<string, string, string> Values => new()
    {
        { "an object by its public properties", People + "new Person { Name = \"Ann\", Age = 3 }",
            "      value\nName  Ann\nAge   3\nBoss" },
        { "objects as a table", People + "new List<Person> { new() { Name = \"Ann\" }, new() { Name = \"Bob\", Age = 4 } }",
            "Name  Age  Boss\nAnn   0\nBob   4" },
        { "an object within another", People + "new Person { Boss = new() { Name = \"Ann\" } }",
            "      value\nName\nAge   0\nBoss  { Name = Ann, Age = 0, Boss =  }" },
        { "an object that refers to itself", People + "var own = new Person { Name = \"Ann\" }; own.Boss = own; own",
            "      value\nName  Ann\nAge   0\nBoss  { Name = Ann, Age = 0, Boss = … }" },
        { "a record that refers to itself", "record Loop(string Name) { public Loop Self => this; }\nnew Loop(\"x\")",
            "      value\nName  x\nSelf  { Name = x, Self = … }" },
        { "a property that throws", "class Bad { public int Fine => 1; public int Thrown => throw new InvalidOperationException(\"no\"); }"
            + "\nnew Bad()", "        value\nFine    1\nThrown  (InvalidOperationException: no)" },
        { "a sequence that throws",
            "IEnumerable<int> Thrown() { yield return 1; throw new InvalidOperationException(\"no\"); }\nThrown()",
            "IEnumerable<int>, which cannot be shown: InvalidOperationException: no" },
        { "a base class and its derived ones",
            "class Animal { public string Name => \"n\"; } class Dog : Animal { public int Legs => 4; }\n"
            + "new Animal[] { new Dog(), new Animal() }", "Legs  Name\n4     n\n      n" },
        { "JSON of System.Text.Json", "System.Text.Json.JsonDocument.Parse(\"{\\\"a\\\":[1,null],\\\"b\\\":\\\"é\\\"}\")",
            "{\n  \"a\": [\n    1,\n    null\n  ],\n  \"b\": \"é\"\n}" },
        { "a JSON node", "System.Text.Json.Nodes.JsonNode.Parse(\"[1]\")", "[\n  1\n]" },
        { "groups keep their keys", "new[] { \"aa\", \"b\", \"cc\" }.GroupBy(word => word.Length)",
            "Key  Count  Values\n2    2      [aa, cc]\n1    1      [b]" },
        { "two dimensions", "new[,] { { 1, 2, 3 }, { 4, 5, 6 } }", "int, 2 × 3\n   0  1  2\n0  1  2  3\n1  4  5  6" },
        { "three dimensions", "new double[2, 1, 2]", "double, 2 × 1 × 2: the first of the leading dimensions\n   0  1\n0  0  0" },
        { "a tuple's names", "(name: \"Ann\", age: 3)", "      value\nname  Ann\nage   3" },
        { "names of tuples in a list", "new[] { (name: \"Ann\", age: 3) }", "name  age\nAnn   3" },
        { "all digits", "new[] { 0.1 + 0.2, 1.0 / 3 }", "   value\n0  0.30000000000000004\n1  0.3333333333333333" },
        { "a task that has ended", "Task.FromResult(5)", "Task<int>, completed: 5" },
        { "a task that has not", "Task.Delay(-1)", "Task, not completed: await it" },
        { "an asynchronous sequence", "async IAsyncEnumerable<int> Later() { yield return 1; await Task.Yield(); }\nLater()",
            "IAsyncEnumerable<int>, an asynchronous sequence: await foreach gives its values" },
        { "a data table", "var table = new System.Data.DataTable(); table.Columns.Add(\"x\"); table.Rows.Add(\"5\"); table", "x\n5" },
        { "a type", "typeof(Dictionary<string, List<int?>>)", "Dictionary<string, List<int?>>" },
        { "lists in a dictionary", "new Dictionary<string, List<int>> { [\"a\"] = [1, 2] }", "Key  Value\na    [1, 2]" },
        { "a delegate", "Func<int, string> f = x => \"\"; f", "Func<int, string>" },
        { "an object without parts", "new object()", "object" },
    };

    [Theory]
    [MemberData(nameof(Values))]
    public void A_value_is_shown_by_what_it_is_made_of(string what, string cell, string expected)
    {
        var sink = new ListSink();
        var status = shared.Session.Execute(cell, 1, sink, TestContext.Current.CancellationToken);
        Assert.True(status == CellStatus.Completed && sink.Outputs is [var shown] && shown == "result: " + expected,
            $"{what}:\n{string.Join("\n", sink.Outputs)}");
    }

    [Fact]
    public void A_displayed_value_that_ends_a_cell_is_shown_once()
    {
        var sink = new ListSink();
        shared.Session.Execute("display(1)", 1, sink, TestContext.Current.CancellationToken);
        Assert.Equal(["display: 1"], sink.Outputs);
    }
}

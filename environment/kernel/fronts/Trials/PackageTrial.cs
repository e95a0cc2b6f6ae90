using System.Diagnostics;
using Cellwright.Fronts.Jupyter;

namespace Cellwright.Fronts.Trials;

/// <summary>Loads packages that many programs use, each in a kernel of its own, then pairs of them, and uses something of each.</summary>
internal static class PackageTrial
{
    private static readonly (string Package, string Use)[] Packages =
    [
        ("Newtonsoft.Json", "Newtonsoft.Json.JsonConvert.SerializeObject(new { a = 1 })"),
        ("Microsoft.Extensions.DependencyInjection", "new Microsoft.Extensions.DependencyInjection.ServiceCollection().Count"),
        ("Microsoft.Extensions.Logging.Console", "Microsoft.Extensions.Logging.LoggerFactory.Create(b => { }).GetType().Name"),
        ("Serilog", "new Serilog.LoggerConfiguration().CreateLogger().GetType().Name"),
        ("AutoMapper", "typeof(AutoMapper.Mapper).Name"),
        ("Dapper", "typeof(Dapper.SqlMapper).Name"),
        ("Polly", "new Polly.ResiliencePipelineBuilder().Build().GetType().Name"),
        ("FluentValidation", "new FluentValidation.InlineValidator<string>().Validate(\"x\").IsValid"),
        ("Bogus", "new Bogus.Randomizer(1).Int() != 0"),
        ("CsvHelper", "typeof(CsvHelper.CsvReader).Name"),
        ("Humanizer.Core", "Humanizer.StringHumanizeExtensions.Humanize(\"SomeText\")"),
        ("Microsoft.EntityFrameworkCore.InMemory", "new Microsoft.EntityFrameworkCore.DbContextOptionsBuilder().Options.GetType().Name"),
        ("Microsoft.ML", "new Microsoft.ML.MLContext(1).Data.LoadFromEnumerable(new[] { new { A = 1f } }).Schema.Count"),
        ("Microsoft.Data.Analysis", "new Microsoft.Data.Analysis.DataFrame().Columns.Count"),
        ("MathNet.Numerics", "MathNet.Numerics.SpecialFunctions.Gamma(5)"),
        ("ScottPlot", "new ScottPlot.Plot().GetImageBytes(30, 20, ScottPlot.ImageFormat.Png).Length > 0"),
        ("Plotly.NET.Interactive", "typeof(Plotly.NET.GenericChart).Name"),
        ("TorchSharp-cpu", "TorchSharp.torch.ones(2).sum().item<float>()"),
        ("Azure.Core", "new Azure.Core.AccessToken(\"x\", default).Token"),
        ("Microsoft.SemanticKernel", "Microsoft.SemanticKernel.Kernel.CreateBuilder().Services.Count"),
        ("Microsoft.Data.Sqlite", "new Microsoft.Data.Sqlite.SqliteConnection(\"Data Source=:memory:\").State"),
        ("Moq", "new Moq.Mock<IDisposable>().Object is IDisposable"),
        ("NodaTime", "NodaTime.SystemClock.Instance.GetCurrentInstant() > NodaTime.Instant.MinValue"),
        ("RestSharp", "new RestSharp.RestRequest(\"/x\").Method"),
        ("YamlDotNet", "new YamlDotNet.Serialization.Serializer().Serialize(new { a = 1 })"),
        ("HtmlAgilityPack", "HtmlAgilityPack.HtmlNode.CreateNode(\"<b>x</b>\").InnerText"),
        ("Spectre.Console", "new Spectre.Console.Table().Rows.Count"),
        ("System.Reactive", "System.Reactive.Linq.Observable.Return(1).GetType().Name"),
    ];

    private static readonly (string First, string Second)[] Pairs =
    [
        ("Microsoft.ML", "Plotly.NET.Interactive"), ("Azure.Core", "Microsoft.SemanticKernel"),
        ("Serilog", "Microsoft.Extensions.Logging.Console"),
        ("TorchSharp-cpu", "ScottPlot"), ("Newtonsoft.Json", "RestSharp"),
    ];

    /// <summary>Runs the trial and prints a line for each package.</summary>
    /// <param name="kernel">The kernel's program.</param>
    /// <returns>Whether all loaded.</returns>
    public static bool Run(string kernel)
    {
        var failed = Packages.Count(package => !Load(kernel, package));
        failed += Pairs.Count(pair => !Load(kernel, [.. Packages.Where(known => known.Package == pair.First
            || known.Package == pair.Second).OrderBy(known => known.Package == pair.Second)]));
        var tried = Packages.Length + Pairs.Length;
        Console.WriteLine($"{tried - failed} of {tried} load and run ({Packages.Length} packages, {Pairs.Length} pairs)");
        return failed == 0;
    }

    private static bool Load(string kernel, params (string Package, string Use)[] packages)
    {
        var clock = Stopwatch.StartNew();
        using var client = new KernelClient(kernel, Path.GetTempPath()) { Patience = TimeSpan.FromMinutes(5) };
        var problem = packages.SelectMany(package => new[] { "#r \"nuget: " + package.Package + "\"", package.Use })
            .Select(cell => client.Execute(cell).Reply).FirstOrDefault(reply => reply.Text("status") != "ok")?.Text("evalue");
        var name = string.Join(" + ", packages.Select(package => package.Package));
        var outcome = problem?.Split('\n')[0] ?? "ok";
        Console.WriteLine(FormattableString.Invariant($"{name,-60}{clock.Elapsed.TotalSeconds,7:0.0} s  {outcome}"));
        return problem is null;
    }
}

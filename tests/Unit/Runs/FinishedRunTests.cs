using System.Text.Json.Nodes;
using MhdNet.Evaluation;
using MhdNet.Methods;
using MhdNet.Methods.Mhd;
using MhdNet.Runtime;
using MhdNet.Tests.Data;
using MhdNet.Tests.Training;
using MhdNet.Training;
using static TorchSharp.torch;

namespace MhdNet.Tests.Runs;

/// <summary>A finished run vouches for itself: whoever reads it notices what was changed in it.</summary>
public sealed class FinishedRunTests : IDisposable
{
    private static readonly string[] Files = ["experiment.json",
        "environment.json", "metrics.jsonl", "timing.jsonl", "test.csv", "extra.csv", "result.json", "model.safetensors"];

    private static readonly Dictionary<string, Action<string>> Ways = new()
    {
        ["missing"] = File.Delete,
        ["empty"] = path => File.WriteAllText(path, ""),
        ["braces"] = path => File.WriteAllText(path, "{}"),
        ["cut"] = path => Cut(path, bytes => bytes.Length / 2),
        ["cut at a line's end"] = path => Cut(path, bytes => Math.Max(1, Array.LastIndexOf(bytes, (byte)'\n', bytes.Length - 2) + 1)),
        ["one bit"] = path => Change(path, bytes => bytes[bytes.Length / 2] ^= 1),
        ["one digit"] = path => Change(path, bytes =>
        {
            var digit = Array.FindLastIndex(bytes, value => value is >= (byte)'0' and <= (byte)'8');
            bytes[digit < 0 ? ^1 : digit]++;
        }),
    };

    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string, string> Damages => [.. Files.SelectMany(file => Ways.Keys.Select(way => (file, way)))];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Damages))]
    public void Damage_is_noticed_and_named_with_its_remedy(string file, string way)
    {
        var run = Whole();
        Ways[way](run.File(file));
        var failure = Assert.Throws<InputException>(() =>
        {
            using var network = FinishedRun.Open(run).Load();
        }).Message;
        Assert.StartsWith(run.Path, failure, StringComparison.Ordinal);
        Assert.Contains(file == "result.json" && way == "missing" ? "no finished run" : file, failure, StringComparison.Ordinal);
        Assert.DoesNotContain(failure, char.IsControl);
    }

    [Fact]
    public void A_run_that_nobody_touched_opens_and_what_a_killed_process_left_in_it_is_nothing()
    {
        var run = Whole();
        File.WriteAllText(run.File(".left.tmp"), "half");
        using var network = FinishedRun.Open(run).Load();
        Assert.Equal(0.25f, FinishedRun.Open(run).Test()[0].Probabilities[0]);
    }

    [Fact]
    public void A_head_that_the_network_has_not_is_refused_and_those_it_has_are_named()
    {
        var run = FinishedRun.Open(Whole());
        Assert.Equal(0.5f, run.Extra("radiology")[0].Probabilities[0]);
        var failure = Assert.Throws<InputException>(() => run.Extra("radiologie"));
        Assert.Equal($"{run.Folder.Path}: 'radiologie' is none of its network's heads: use one of radiology, or none for the answer",
            failure.Message);
    }

    [Fact]
    public void Hashes_made_to_fit_do_not_fit_the_seal()
    {
        var run = Whole();
        File.WriteAllText(run.File("extra.csv"), File.ReadAllText(run.File("extra.csv")).Replace("0.25", "0.99", StringComparison.Ordinal));
        var result = JsonNode.Parse(File.ReadAllText(run.ResultFile))!;
        result["files"]!["extra.csv"] = ContentHash.OfFile(run.File("extra.csv"));
        File.WriteAllText(run.ResultFile, result.ToJsonString());
        Assert.Contains("result.json is not as it was",
            Assert.Throws<InputException>(() => FinishedRun.Open(run)).Message, StringComparison.Ordinal);
    }

    private RunFolder Whole()
    {
        var phase = (new MhdNetMethod { Tested = MhdNetPart.Alone, Network = TinyStore.Network }).For(TinyStore.Setting);
        using var scope = NewDisposeScope();
        using var network = phase.Build();
        var run = new RunFolder(_folder.File("run"));
        AtomicFile.WriteText(run.File("experiment.json"), new NamedPhase("alone", phase).Json());
        run.WriteJson("environment.json", TorchRuntime.Report);
        run.WriteHistory([new EpochRecord(1, 0.001, new Dictionary<string, double> { ["total"] = 2 }, 0.5, 1.5),
            new EpochRecord(2, 0.001, new Dictionary<string, double> { ["total"] = 1 }, 0.6, 1.4)]);
        run.AddTiming(new EpochTiming(1, 2, 3, 4, 5));
        run.AddTiming(new EpochTiming(2, 2, 3, 4, 5));
        foreach (var name in new[] { "test.csv", "extra.csv" })
        {
            Predictions.Write(run.File(name),
                [.. Enumerable.Range(0, 4).Select(i => new Prediction($"s{i}", $"p{i}", i, [0.25f, 0.25f, 0.25f, 0.25f]))]);
        }

        Predictions.Write(run.File("extra-radiology.csv"), [new Prediction("s0", "p0", 0, [0.5f, 0.5f, 0, 0])]);
        Checkpoint.SaveModule(run.ModelFile, network, new Dictionary<string, string> { ["epoch"] = "2" });
        run.Finish(new RunResult(2, true, 1, new Dictionary<string, double> { ["test.csv"] = 0.25 }, run.Hashes()).Sealed());
        return run;
    }

    private static void Cut(string path, Func<byte[], int> length)
    {
        var bytes = File.ReadAllBytes(path);
        File.WriteAllBytes(path, bytes[..length(bytes)]);
    }

    private static void Change(string path, Action<byte[]> change)
    {
        var bytes = File.ReadAllBytes(path);
        change(bytes);
        File.WriteAllBytes(path, bytes);
    }
}

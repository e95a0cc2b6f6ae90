
using MhdNet.Tests.BuildEnvironment;

namespace MhdNet.Tests.Cli;

/// <summary>The built program in a folder with no checkout above it.</summary>
public sealed class ProgramElsewhere : IDisposable
{
    // what .NET looks beside is a file of its own; the other files, half a gigabyte, are links
    private static readonly string[] Own = ["mhdnet.dll", "mhdnet.deps.json", "mhdnet.runtimeconfig.json"];

    public ProgramElsewhere()
    {
        foreach (var file in Directory.GetFiles(Repository.PathOf("artifacts", "bin", "mhdnet")))
        {
            var name = Path.GetFileName(file);
            if (Own.Contains(name))
            {
                File.Copy(file, Path.Combine(Folder, name));
            }
            else
            {
                File.CreateSymbolicLink(Path.Combine(Folder, name), file);
            }
        }
    }

    public string Folder { get; } = Directory.CreateTempSubdirectory("mhdnet-").FullName;

    public string Program => Path.Combine(Folder, "mhdnet.dll");

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}

/// <summary>Outside a checkout: what needs none works, what needs one says so in one line.</summary>
public sealed class OutsideCheckoutTests(ProgramElsewhere elsewhere) : IClassFixture<ProgramElsewhere>
{
    [Theory]
    [InlineData("reproduce")]
    [InlineData("train --scale smoke")]
    [InlineData("run notebooks/02_teacher.ipynb")]
    [InlineData("kernel install")]
    [InlineData("evaluate")]
    [InlineData("predict --ct nowhere")]
    [InlineData("ledger")]
    [InlineData("study run fig6 --scale smoke")]
    [InlineData("study table fig6")]
    [InlineData("study plan fig6")]
    [InlineData("sweep plan fig6")]
    [InlineData("bench peers --scale smoke")]
    public async Task What_needs_a_checkout_says_so_in_one_line(string command)
    {
        var answer = await Mhdnet.RunAsync(elsewhere.Program, command.Split(' '));
        Assert.Equal(2, answer.Code);
        Assert.Equal($"error: {elsewhere.Folder}/: no checkout of MhdNet above this program, which this command needs: run the one that a "
            + "checkout's `dotnet build` made\n", answer.Error);
    }

    [Theory]
    [InlineData("--help", "Usage:")]
    [InlineData("doctor", "can be trusted")]
    [InlineData("describe", "parameters")]
    [InlineData("study list", "fig6")]
    [InlineData("cohort check {}/none", "none")]
    [InlineData("preprocess --ct {}/none", "none")]
    [InlineData("evaluate --run {}/none", "none")]
    [InlineData("predict --ct {}/none --run {}/none", "none")]
    [InlineData("export {}/none --to {}/none.safetensors", "none")]
    [InlineData("import {}/none.safetensors --to {}/none", "none")]
    public async Task What_needs_none_does_its_work(string command, string said)
    {
        var answer = await Mhdnet.RunAsync(elsewhere.Program, command.Replace("{}", elsewhere.Folder, StringComparison.Ordinal).Split(' '));
        Assert.Contains(said, answer.Output + answer.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("checkout", answer.Output + answer.Error, StringComparison.Ordinal);
    }
}

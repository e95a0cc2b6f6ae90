namespace MhdNet.Tests.BuildEnvironment;

/// <summary>The Apptainer definition for clusters makes what the Dockerfile makes.</summary>
public sealed class ContainerTests
{
    private static readonly string[] _docker = Lines("Dockerfile"), _apptainer = Lines("mhdnet.def");

    [Fact]
    public void Both_begin_with_the_same_image()
    {
        var image = _docker.First(line => line.StartsWith("FROM ", StringComparison.Ordinal)).Split(' ').First(word => word.Contains(':'));
        Assert.Contains($"From: {image}", _apptainer);
    }

    [Fact]
    public void Both_take_the_same_steps()
    {
        var steps = _docker.Where(line => line.StartsWith("RUN ", StringComparison.Ordinal)).Select(line => line[4..]).ToList();
        Assert.Equal(2, steps.Count);
        Assert.Equal(steps, _apptainer.Where(line => line.StartsWith("bash ", StringComparison.Ordinal)
            || line.StartsWith("dotnet build", StringComparison.Ordinal)));
        Assert.Equal(
            _docker.Where(line => line.StartsWith("ENV ", StringComparison.Ordinal)).Select(line => line[4..]),
            _apptainer.Where(line => line.StartsWith("export ", StringComparison.Ordinal)).Select(line => line[7..]).Distinct());
    }

    [Fact]
    public void Both_run_the_same_command()
    {
        var entry = _docker.First(line => line.StartsWith("ENTRYPOINT ", StringComparison.Ordinal));
        var run = _apptainer.First(line => line.StartsWith("exec ", StringComparison.Ordinal))["exec ".Length..];
        Assert.Equal(
            string.Join(' ', entry["ENTRYPOINT ".Length..].Trim('[', ']').Split(", ").Select(word => word.Trim('"'))),
            run.Replace("/mhdnet/environment", "environment", StringComparison.Ordinal).Replace(" \"$@\"", "", StringComparison.Ordinal));
    }

    private static string[] Lines(string name) =>
        [.. File.ReadLines(Repository.PathOf("environment", name)).Select(line => line.Trim()).Where(line => line is [not '#', ..])];
}

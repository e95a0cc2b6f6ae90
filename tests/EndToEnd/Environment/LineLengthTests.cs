namespace MhdNet.Tests.BuildEnvironment;

/// <summary>The build refuses a line of more than 140 columns, and says where it is.</summary>
public sealed class LineLengthTests
{
    [Fact]
    public async Task A_line_of_141_columns_fails_the_build_and_one_of_140_does_not()
    {
        using var copy = new CopiedLibrary();
        var planted = Path.Combine(copy.Root, "lib", "Runtime", "Planted.cs");

        await File.WriteAllTextAsync(planted, "// short\n//" + new string('x', 138) + "\n", TestContext.Current.CancellationToken);
        Assert.Equal(0, (await copy.MSBuild("MhdNet.Lib.csproj", "-target:FindLongLines")).ExitCode);

        await File.WriteAllTextAsync(planted, "// short\n//" + new string('x', 139) + "\n", TestContext.Current.CancellationToken);
        var (said, exitCode) = await copy.MSBuild("MhdNet.Lib.csproj", "-target:FindLongLines");
        Assert.NotEqual(0, exitCode);
        Assert.Contains("Planted.cs(2,141,2,142): error MHD140: The line has 141 columns", said, StringComparison.Ordinal);

        // a letter of three bytes counts three
        await File.WriteAllTextAsync(planted, "//" + new string('x', 136) + "₋\n", TestContext.Current.CancellationToken);
        (said, exitCode) = await copy.MSBuild("MhdNet.Lib.csproj", "-target:FindLongLines");
        Assert.NotEqual(0, exitCode);
        Assert.Contains("Planted.cs(1,141,1,142): error MHD140: The line has 141 columns", said, StringComparison.Ordinal);
    }
}

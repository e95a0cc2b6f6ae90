namespace MhdNet.Tests.Kernel;

/// <summary>The tests whose sessions run in the tests' own process: they take its console, so none of them runs beside another.</summary>
internal static class InProcess
{
    public const string Name = "in the tests' own process";
}

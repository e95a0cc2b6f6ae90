namespace MhdNet.Cli.Fuzz;

/// <summary>Something a reader must not do.</summary>
/// <param name="Reader">The reader.</param>
/// <param name="Number">The input.</param>
/// <param name="What">What it did, one line.</param>
internal sealed record Finding(Target Reader, int Number, string What);

using System.Globalization;
using MhdNet.Runtime;

namespace MhdNet.Cli;

/// <summary>Seeds as people write them.</summary>
internal static class SeedList
{
    private const int Most = 1000;

    /// <summary>"5" are seeds 1 to 5; "1,2,7" those.</summary>
    /// <exception cref="InputException">Anything else.</exception>
    public static IReadOnlyList<int> Parse(string text)
    {
        var numbers = text.Split(',')
            .Select(part => int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : -1).ToList();
        return numbers switch
        {
            [> 0 and <= Most and var count] => [.. Enumerable.Range(1, count)],
            [_, _, ..] when numbers.TrueForAll(number => number >= 0) => numbers.Distinct().Count() == numbers.Count
                ? numbers
                : throw new InputException($"seeds '{text}': a seed counts once: leave out the second"),
            _ => throw new InputException($"seeds '{text}': give a number of seeds from 1 to {Most}, or a list such as 1,2,7"),
        };
    }
}

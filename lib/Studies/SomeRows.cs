using MhdNet.Methods;
using MhdNet.Runtime;

namespace MhdNet.Studies;

/// <summary>Studies with some of their rows, which are named in a line of text, as a notebook's parameter is.</summary>
public static class SomeRows
{
    /// <summary>The studies, each with its first row and those that are named.</summary>
    /// <param name="names">Names of rows, commas between them; empty: all.</param>
    /// <param name="studies">The studies.</param>
    /// <exception cref="InputException">A name is that of no row of theirs.</exception>
    public static IReadOnlyList<Study> Of(string names, params IReadOnlyList<Study> studies) => Of(names, "rows", _ => true, studies);

    /// <summary>The same where not every row is to be named: the others stay.</summary>
    /// <param name="names">Names of rows, commas between them; empty: all.</param>
    /// <param name="what">What those are that may be named, for the message.</param>
    /// <param name="maybe">Which may be named.</param>
    /// <param name="studies">The studies.</param>
    /// <exception cref="InputException">A name is that of no such row.</exception>
    internal static IReadOnlyList<Study> Of(string names, string what, Func<Experiment, bool> maybe, IReadOnlyList<Study> studies)
    {
        ArgumentNullException.ThrowIfNull(names);
        ArgumentNullException.ThrowIfNull(studies);
        string[] asked = [.. names.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)];
        var known = studies.SelectMany(study => study.Experiments).Where(maybe).Select(row => row.Name).Distinct().ToList();
        return asked.FirstOrDefault(name => !known.Contains(name)) is { } unknown
            ? throw new InputException($"'{unknown}' is none of the {what} here: use some of {string.Join(", ", known)}")
            : [.. studies.Select(study => study.Only([.. study.Experiments
                .Where(row => asked.Length == 0 || !maybe(row) || asked.Contains(row.Name)).Select(row => row.Name)]))];
    }
}

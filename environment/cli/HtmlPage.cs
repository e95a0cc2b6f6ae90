using System.Net;

namespace MhdNet.Cli;

/// <summary>
/// What every page to hand over begins and ends with. It holds its pictures itself, runs no script and asks no network: its own policy
/// forbids both.
/// </summary>
internal static class HtmlPage
{
    /// <summary>Closes what <see cref="Begin"/> has opened.</summary>
    public const string End = "</main>\n</body>\n</html>\n";

    /// <summary>The page as far as its heading.</summary>
    /// <param name="title">Browser's title, as plain text.</param>
    /// <param name="heading">Heading, as plain text.</param>
    /// <param name="css">Rules beside those that all pages share.</param>
    public static string Begin(string title, string heading, string css = "") =>
        $"""
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>{Text(title)}</title>
        <style>
        {IndexStyle.Css}
        {css}
        </style>
        </head>
        <body>
        <main>
        <h1>{Text(heading)}</h1>

        """;

    /// <summary>Plain text as HTML.</summary>
    public static string Text(string text) => WebUtility.HtmlEncode(text);
}

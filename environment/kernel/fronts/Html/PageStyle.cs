namespace Cellwright.Fronts.Html;

/// <summary>How the pages look; the reader's system chooses between light and dark.</summary>
internal static class PageStyle
{
    public const string Css = """
        :root { color-scheme: light dark; --ink: #1c2024; --paper: #ffffff; --soft: #f4f5f7; --line: #d9dce1;
          --accent: #1f5fa8; --bad: #a3261d; }
        @media (prefers-color-scheme: dark) {
          :root { --ink: #e4e6e9; --paper: #17191c; --soft: #202327; --line: #3a3f46; --accent: #82b1e6; --bad: #f0938b; }
        }
        body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.55 system-ui, sans-serif; }
        main { max-width: 52rem; margin: 0 auto; padding: 2rem 1rem 4rem; }
        h1, h2, h3 { line-height: 1.25; }
        a { color: var(--accent); }
        pre, code { font: 13.5px/1.5 ui-monospace, Menlo, Consolas, monospace; }
        pre { margin: .5rem 0; padding: .7rem .9rem; overflow-x: auto; border-radius: 4px; }
        pre.code { background: var(--soft); border-left: 3px solid var(--accent); }
        pre.stream, pre.result { padding: .2rem .9rem; }
        pre.error { color: var(--bad); border: 1px solid var(--bad); }
        .output { overflow-x: auto; }
        .output img { max-width: 100%; background: #ffffff; }
        table { border-collapse: collapse; margin: .6rem 0; font-size: 14px; }
        th, td { padding: .25rem .7rem; border-bottom: 1px solid var(--line); text-align: left; font-variant-numeric: tabular-nums; }
        .math { font-family: ui-serif, Georgia, serif; font-style: italic; white-space: pre-wrap; }
        .keyword { color: var(--accent); } .string { color: #2f7d4f; } .number { color: #96571a; } .comment, .directive { color: #7a828c; }
        """;
}

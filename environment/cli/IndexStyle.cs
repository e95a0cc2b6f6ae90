namespace MhdNet.Cli;

/// <summary>How <see cref="IndexPage"/> looks: light or dark as the reader's system is, in one column where the window is narrow.</summary>
internal static class IndexStyle
{
    public const string Css = """
        :root { color-scheme: light dark; --ink: #1c2024; --dim: #5c646e; --paper: #ffffff; --soft: #f4f5f7; --line: #d9dce1;
          --accent: #1f5fa8; --warn: #b34a00; --good: #00694c }
        @media (prefers-color-scheme: dark) { :root { --ink: #e4e6e9; --dim: #a3abb5; --paper: #17191c; --soft: #202327; --line: #3a3f46;
          --accent: #82b1e6; --warn: #f0a272; --good: #6fc9a8 } }
        body { margin: 0; background: var(--paper); color: var(--ink); font: 17px/1.55 system-ui, sans-serif }
        main { max-width: 54rem; margin: 0 auto; padding: 2.5rem 1.2rem 4rem }
        h1 { font-size: 2.1rem; line-height: 1.2; margin: 0 0 .8rem }
        h2 { font-size: 1.35rem; margin: 2.6rem 0 .8rem; padding-top: .8rem; border-top: 1px solid var(--line) }
        h3 { font-size: 1.08rem; margin: 0 0 .3rem }
        p { margin: .5rem 0 } a { color: var(--accent) }
        .lead { font-size: 1.15rem } .dim { color: var(--dim); font-size: .9rem }
        .not { background: var(--soft); border-radius: 6px; padding: .7rem 1.1rem; margin: 1rem 0 }
        .not ul { margin: .3rem 0; padding-left: 1.2rem }
        .warning { border-left: 5px solid var(--warn); background: var(--soft); padding: .7rem 1.1rem; margin: 1rem 0; font-weight: 600 }
        table { border-collapse: collapse; font-size: .95rem; font-variant-numeric: tabular-nums }
        td, th { padding: .35rem .9rem .35rem 0; border-bottom: 1px solid var(--line) } th { color: var(--dim); font-weight: 600 }
        figure { margin: 1.2rem 0 } figcaption { color: var(--dim); font-size: .9rem }
        img { display: block; max-width: 100%; height: auto; background: #ffffff; border-radius: 6px }
        .notebook { display: grid; grid-template-columns: 15rem 1fr; gap: 1.2rem; padding: 1.1rem 0; border-bottom: 1px solid var(--line) }
        .notebook .picture { align-self: start; max-height: 13rem; overflow: hidden; border-radius: 6px; border: 1px solid var(--line) }
        .notebook .none { background: var(--soft); min-height: 6rem; display: grid; place-items: center;
          color: var(--dim); font-size: .9rem }
        .failed { color: var(--warn); font-weight: 600 }
        details { margin: 2rem 0 } summary { cursor: pointer; font-weight: 600 }
        @media (max-width: 42rem) { .notebook { grid-template-columns: 1fr; gap: .7rem } body { font-size: 16px } h1 { font-size: 1.7rem }
          table { font-size: .85rem } td[style*="left"] { white-space: normal !important } }
        @media print { details { display: none } }
        """;
}

namespace Cellwright.Engine.Dialect;

/// <summary>What is done with a part of a cell that another language's magic command begins.</summary>
internal enum LanguageUse
{
    /// <summary>It runs.</summary>
    Run,

    /// <summary>It is text, which the front end shows.</summary>
    Show,

    /// <summary>It is text that becomes the value of a variable.</summary>
    Keep,

    /// <summary>It is passed over, with a line that says so.</summary>
    PassOver,

    /// <summary>It says nothing to a reader: the notebook's own settings in a <c>.dib</c> file.</summary>
    Ignore,
}

/// <summary>The languages of .NET Interactive's notebooks, by the names that their magic commands and their files give them.</summary>
internal static class Languages
{
    private static readonly Dictionary<string, (string Name, LanguageUse Use)> Known = new(StringComparer.OrdinalIgnoreCase)
    {
        ["csharp"] = ("C#", LanguageUse.Run),
        ["c#"] = ("C#", LanguageUse.Run),
        [".net"] = ("C#", LanguageUse.Run),
        ["html"] = ("HTML", LanguageUse.Show),
        ["markdown"] = ("Markdown", LanguageUse.Show),
        ["md"] = ("Markdown", LanguageUse.Show),
        ["mermaid"] = ("Mermaid", LanguageUse.Show),
        ["javascript"] = ("JavaScript", LanguageUse.Show),
        ["js"] = ("JavaScript", LanguageUse.Show),
        ["value"] = ("text", LanguageUse.Keep),
        ["meta"] = ("settings", LanguageUse.Ignore),
        ["fsharp"] = ("F#", LanguageUse.PassOver),
        ["f#"] = ("F#", LanguageUse.PassOver),
        ["pwsh"] = ("PowerShell", LanguageUse.PassOver),
        ["powershell"] = ("PowerShell", LanguageUse.PassOver),
        ["python"] = ("Python", LanguageUse.PassOver),
        ["pythonkernel"] = ("Python", LanguageUse.PassOver),
        ["r"] = ("R", LanguageUse.PassOver),
        ["rkernel"] = ("R", LanguageUse.PassOver),
        ["sql"] = ("SQL", LanguageUse.PassOver),
        ["kql"] = ("KQL", LanguageUse.PassOver),
        ["http"] = ("HTTP", LanguageUse.PassOver),
        ["bash"] = ("Bash", LanguageUse.PassOver),
        ["cmd"] = ("Cmd", LanguageUse.PassOver),
        ["typescript"] = ("TypeScript", LanguageUse.PassOver),
        ["vscode"] = ("VS Code", LanguageUse.PassOver),
    };

    /// <summary>The language of a name; null: no language is known by it.</summary>
    /// <param name="name">As in <c>#!name</c> or in a cell's metadata.</param>
    public static (string Name, LanguageUse Use)? Of(string name) =>
        Known.TryGetValue(name, out var found) ? found
        : name.StartsWith("sql-", StringComparison.OrdinalIgnoreCase) ? Known["sql"]
        : name.StartsWith("kql-", StringComparison.OrdinalIgnoreCase) ? Known["kql"]
        : null;
}

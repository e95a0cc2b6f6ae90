using System;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

/// <summary>
/// Hashes over source files, the same in every checkout: sorted by name, line ends folded. Each folder of methods has a hash of its own,
/// named NAME.FOLDER; all other files share the hash NAME. The hash is an output's metadata Value.
/// </summary>
public sealed class HashSources : Task
{
    [Required]
    public ITaskItem[] Files { get; set; }

    [Required]
    public string Name { get; set; }

    /// <summary>The folder that holds the folders of methods.</summary>
    [Required]
    public string Methods { get; set; }

    /// <summary>Its folders that all methods may use.</summary>
    [Required]
    public string[] Shared { get; set; }

    [Output]
    public ITaskItem[] Hashes { get; set; }

    public override bool Execute()
    {
        Hashes = Files.Select(item => item.ItemSpec.Replace('\\', '/')).GroupBy(NameOf).OrderBy(part => part.Key, StringComparer.Ordinal)
            .Select(part =>
            {
                var item = new TaskItem(part.Key);
                item.SetMetadata("Value", Hash(part.ToArray()));
                return (ITaskItem)item;
            }).ToArray();
        return true;
    }

    private string NameOf(string file)
    {
        var folder = Methods + "/";
        var inside = file.StartsWith(folder, StringComparison.Ordinal) ? file.Substring(folder.Length).Split('/') : new string[0];
        return inside.Length < 2 || Shared.Contains(inside[0]) ? Name : Name + "." + inside[0];
    }

    private static string Hash(string[] files)
    {
        var all = new StringBuilder();
        foreach (var file in files.OrderBy(name => name, StringComparer.Ordinal))
        {
            all.Append(file).Append('\n').Append(File.ReadAllText(file).Replace("\r\n", "\n")).Append('\0');
        }

        using (var hash = SHA256.Create())
        {
            return BitConverter.ToString(hash.ComputeHash(Encoding.UTF8.GetBytes(all.ToString()))).Replace("-", "").ToLowerInvariant();
        }
    }
}

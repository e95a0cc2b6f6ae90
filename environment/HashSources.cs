using System;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

/// <summary>One hash over many source files, the same in every checkout: sorted by name, line ends folded.</summary>
public sealed class HashSources : Task
{
    [Required]
    public ITaskItem[] Files { get; set; }

    [Output]
    public string Hash { get; set; }

    public override bool Execute()
    {
        using (var hash = SHA256.Create())
        {
            var all = new StringBuilder();
            foreach (var file in Files.Select(item => item.ItemSpec.Replace('\\', '/')).OrderBy(name => name, StringComparer.Ordinal))
            {
                all.Append(file).Append('\n').Append(File.ReadAllText(file).Replace("\r\n", "\n")).Append('\0');
            }

            Hash = BitConverter.ToString(hash.ComputeHash(Encoding.UTF8.GetBytes(all.ToString()))).Replace("-", "").ToLowerInvariant();
        }

        return true;
    }
}

using System.IO;
using System.Text;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

/// <summary>
/// Refuses lines that are longer than the limit, each by its file and number. A letter counts as many columns as it has bytes in UTF-8, as
/// tools do that know nothing of letters: what passes here passes there.
/// </summary>
public sealed class FindLongLines : Task
{
    [Required]
    public ITaskItem[] Files { get; set; }

    [Required]
    public int Limit { get; set; }

    public override bool Execute()
    {
        foreach (var file in Files)
        {
            var number = 0;
            foreach (var line in File.ReadLines(file.ItemSpec))
            {
                number++;
                var columns = Encoding.UTF8.GetByteCount(line);
                if (columns > Limit)
                {
                    Log.LogError(null, "MHD140", null, file.GetMetadata("FullPath"), number, Limit + 1, number, columns + 1,
                        "The line has {0} columns: break it before column {1}.", columns, Limit + 1);
                }
            }
        }

        return !Log.HasLoggedErrors;
    }
}

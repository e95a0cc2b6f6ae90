using System.IO;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

/// <summary>Refuses lines that are longer than the limit, each by its file and number.</summary>
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
                if (line.Length > Limit)
                {
                    Log.LogError(null, "MHD140", null, file.GetMetadata("FullPath"), number, Limit + 1, number, line.Length + 1,
                        "The line has {0} columns: break it before column {1}.", line.Length, Limit + 1);
                }
            }
        }

        return !Log.HasLoggedErrors;
    }
}

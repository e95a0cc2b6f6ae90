namespace MhdNet.Tests.Data;

/// <summary>One real chest CT series and one real slide; not part of the repository.</summary>
internal static class RealData
{
    public static string Series => Require(Path.Combine("ct", "Lung_Dx-A0001_S3_B"));

    public static string Slide => Require(Path.Combine("wsi", "CMU-1-Small-Region.svs"));

    private static string Require(string path)
    {
        var root = Environment.GetEnvironmentVariable("MHDNET_REALDATA");
        if (string.IsNullOrEmpty(root))
        {
            var folder = new DirectoryInfo(AppContext.BaseDirectory);
            while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "MhdNet.Lib.csproj")))
            {
                folder = folder.Parent;
            }

            root = Path.Combine(folder?.FullName ?? ".", "..", "shared", "realdata");
        }

        var full = Path.GetFullPath(Path.Combine(root, path));
        if (!File.Exists(full) && !Directory.Exists(full))
        {
            Assert.Skip($"no real data at {full}: set MHDNET_REALDATA to the folder that holds ct/ and wsi/");
        }

        return full;
    }
}

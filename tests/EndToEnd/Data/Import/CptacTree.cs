using System.Globalization;
using System.Text;
using MhdNet.Tests.Data.Dicom;
using MhdNet.Tests.Data.Slides;

namespace MhdNet.Tests.Data.Import;

/// <summary>A CPTAC-LUAD download in the shapes TCIA, the pathology portal and the GDC give it, with images of a few pixels.</summary>
internal sealed class CptacTree(string root)
{
    private const string MetadataHeader =
        "Series UID,Collection,3rd Party Analysis,Data Description URI,Subject ID,Study UID,Study Description,Study Date,Series "
            + "Description,Manufacturer,Modality,SOP Class Name,SOP Class UID,Number of Images,File Size,File Location,Download Timestamp";

    private const string SlideHeader =
        "_id,Case_ID,Specimen_ID,Slide_ID,Radiology,Tumor,Topographic_Site,Specimen_Type,Weight,"
        + "Tumor_Site,Tumor_Histological_Type,HasRadiology,Pathology";

    private readonly StringBuilder _metadata = new StringBuilder(MetadataHeader).Append('\n');
    private readonly StringBuilder _table = new StringBuilder(SlideHeader).Append('\n');
    private int _series;

    public string Ct => Path.Combine(root, "download of CT");

    public string Manifest => Path.Combine(Ct, "manifest-1617826555824");

    public string Slides => Path.Combine(root, "CPTAC slides");

    public string SlideTable => Path.Combine(root, "cohort.csv");

    /// <summary>One series: folder, files 1-01.dcm and so on, and its row of metadata.csv.</summary>
    /// <returns>The folder.</returns>
    public string Series(
        string patient, string description, int slices = 50, string modality = "CT",
        string imageType = @"ORIGINAL\PRIMARY\AXIAL", string kernel = "", int? announced = null,
        string? location = null, string? inFiles = null, string study = "08-12-2009-NA-CT CHEST W CONTRAST-24680",
        string date = "20090812", bool backslashes = false, string unit = "HU", bool twoPhases = false)
    {
        var number = ++_series;
        var place = location
            ?? $"./CPTAC-LUAD/{patient}/{study}/{number}.000000-{description.Replace(",", "", StringComparison.Ordinal)}-{10000 + number}";
        var folder = Path.Combine(Manifest, place);
        if (location is null)
        {
            Directory.CreateDirectory(folder);
            for (var i = 0; i < slices; i++)
            {
                var slice = SliceFile.At(-2.5 * i, [.. Enumerable.Range(0, 16).Select(pixel => pixel + i + number)]) with
                {
                    Rows = 4,
                    Columns = 4,
                    Modality = modality,
                    Series = $"1.2.840.{number}",
                    Extra =
                    [
                        .. Element(0x0008, 0x0008, "CS", imageType), .. Element(0x0008, 0x0020, "DA", date),
                        .. Element(0x0008, 0x103E, "LO", description),
                        .. Element(0x0010, 0x0020, "LO", inFiles ?? patient), .. Element(0x0018, 0x1210, "SH", kernel),
                        .. Element(0x0020, 0x0012, "IS", twoPhases ? $"{1 + (i % 2)}" : "1"), .. Element(0x0028, 0x1054, "LO", unit),
                    ],
                };
                File.WriteAllBytes(Path.Combine(folder, $"1-{i + 1:00}.dcm"), slice.Bytes());
            }
        }

        var written = backslashes ? ".\\" + place[2..].Replace('/', '\\') : place;
        _metadata.Append(CultureInfo.InvariantCulture,
            $"1.2.840.{number},CPTAC-LUAD,,,{patient},1.2.{number},NA,08-12-2009,\"{description}\",GE MEDICAL SYSTEMS,{modality},CT Image "
                + $"Storage,1.2.840.10008.5.1.4.1.1.2,{announced ?? slices},26.5 MB,{written},2021-04-07T16:18:21.1\n");
        return Path.GetFullPath(folder);
    }

    /// <summary>One slide: its row of the cohort table and, where it has a size, its file.</summary>
    public void Slide(string id, string? patient = null, string specimen = "tumor_tissue",
        string tumour = "LUAD", int width = 0, int height = 0)
    {
        patient ??= string.Join('-', id.Split('-').Take(2));
        _table.Append(CultureInfo.InvariantCulture,
            $"5f2b,{patient},{patient}-01,{id},,{tumour},Lung,{specimen},120,\"Lung, upper lobe\",Adenocarcinoma,true,true\n");
        if (width > 0)
        {
            Directory.CreateDirectory(Path.Combine(Slides, "LUAD"));
            SlideFile.Write(Path.Combine(Slides, "LUAD", id + ".svs"), SlideFile.Tiled(width, height,
                (x, y) => (x / 8 % 2) + (y / 8 % 2) == 0 ? ((byte)80, (byte)50, (byte)130) : ((byte)230, (byte)160, (byte)190), tile: 224,
                description: "Aperio |MPP = 0.5"));
        }
    }

    /// <summary>Writes metadata.csv and the cohort table.</summary>
    public void Write(bool metadata = true)
    {
        Directory.CreateDirectory(Slides);
        File.WriteAllText(SlideTable, _table.ToString());
        if (metadata)
        {
            File.WriteAllText(Path.Combine(Manifest, "metadata.csv"), _metadata.ToString());
        }
    }

    /// <summary>The GDC's clinical.tsv: a row a treatment, '-- where nothing is known.</summary>
    public string Gdc(params (string Case, string Grade)[] rows) => Text(
        "clinical.tsv", "case_id\tcase_submitter_id\tproject_id\tage_at_index\ttumor_grade\ttreatment_type\n",
        rows.SelectMany(row => new[] { "Pharmaceutical Therapy, NOS",
            "Radiation \"beam\"" }.Select(treatment => $"0a1b-{row.Case}\t{row.Case}\tCPTAC-3\t'--\t{row.Grade}\t{treatment}\n")));

    /// <summary>CPTAC's own table, comma-separated.</summary>
    public string PanCancer(string key, string grade, params (string Case, string Grade)[] rows) =>
        Text("clinical.csv", $"{key},Sex,{grade}\n", rows.Select(row => $"{row.Case},Male,\"{row.Grade}\"\n"));

    private string Text(string name, string header, IEnumerable<string> rows)
    {
        var path = Path.Combine(root, name);
        File.WriteAllText(path, header + string.Concat(rows));
        return path;
    }

    private static byte[] Element(int group, int element, string vr, string text) =>
        SliceFile.Raw(true, group, element, vr, Encoding.ASCII.GetBytes(text.Length % 2 == 0 ? text : text + " "));
}


using MhdNet.Data.Ct;
using MhdNet.Data.Ct.Dicom;
using MhdNet.Runtime;

namespace MhdNet.Data.Import;

/// <summary>
/// Which series of a patient is taken: CT in Hounsfield units, axial, of 48 slices at least (fewer leave no sequence of 24 once the first
/// 20 % and the last 30 % are discarded), readable. Of several: the softest kernel, then the most slices, then the earliest study, then the
/// first name.
/// </summary>
internal static class SeriesChoice
{
    /// <summary>Fewest slices of a series.</summary>
    public const int FewestSlices = 48;

    private const string Kind = "series";

    /// <summary>Looks into a patient's series and chooses one.</summary>
    /// <returns>Its folder, null where none will do, whether it was drawn, and each decision.</returns>
    public static (string? Folder, bool IsSynthetic, IReadOnlyList<ImportItem> Items) Choose(string patient,
        IEnumerable<CtCandidate> candidates)
    {
        var items = new List<ImportItem>();
        var fitting = new List<Fitting>();
        foreach (var candidate in candidates)
        {
            try
            {
                var (reason, detail) = Look(candidate, out var found);
                if (found is not null)
                {
                    fitting.Add(found);
                }
                else
                {
                    items.Add(new ImportItem(Kind, patient, candidate.Folder, reason, detail));
                }
            }
            catch (Exception failure) when (InputException.Covers(failure))
            {
                items.Add(new ImportItem(Kind, patient, candidate.Folder, "files that cannot be read", failure.Message));
            }
        }

        Fitting? chosen = null;
        foreach (var series in fitting.OrderBy(one => one.Sharpness).ThenByDescending(one => one.Slices)
            .ThenBy(one => one.Head.StudyDate, StringComparer.Ordinal).ThenBy(one => one.Folder, NaturalOrder.Instance))
        {
            var failure = chosen is null ? Refusal(series.Folder) : null;
            items.Add(new ImportItem(Kind, patient, series.Folder, chosen is not null
                ? "another series was preferred" : failure is not null ? "a series that cannot be used" : "", failure ?? series.Detail));
            chosen ??= failure is null ? series : null;
        }

        return (chosen?.Folder, chosen?.Head.IsSynthetic ?? false, items);
    }

    private sealed record Fitting(string Folder, SeriesHead Head, KernelSharpness Sharpness, int Slices)
    {
        public string Detail => $"{Slices} slices, kernel {(Head.Kernel.Length > 0 ? Head.Kernel : "unnamed")} "
            + $"({Sharpness.ToString().ToLowerInvariant()}), '{Head.Description}'";
    }

    private static (string Reason, string Detail) Look(CtCandidate candidate, out Fitting? fitting)
    {
        fitting = null;
        if (candidate.Modality is not ("CT" or ""))
        {
            return ("modality other than CT", candidate.Modality);
        }

        if (!Directory.Exists(candidate.Folder))
        {
            return ("not there", $"{candidate.Files} images are announced");
        }

        var files = CtReaders.Find(candidate.Folder)?.Files(candidate.Folder) ?? [];
        if (files.Count == 0)
        {
            return ("no images", "none in its folder: fetch it again");
        }

        if (files.Count < candidate.Files)
        {
            return ("incomplete", $"{files.Count} of {candidate.Files} images: fetch it again");
        }

        var head = SeriesHead.Read(files[files.Count / 2]);
        if (head.Modality is not ("CT" or ""))
        {
            return ("modality other than CT", head.Modality);
        }

        if (head.PatientId.Length > 0 && head.PatientId != candidate.PatientId)
        {
            return ("files of another patient", $"{head.PatientId} where {candidate.PatientId} is announced");
        }

        if (!head.ImageType.Split('\\').Contains("AXIAL"))
        {
            return ("not axial", head.ImageType.Length > 0 ? head.ImageType : "no image type");
        }

        if (head.Unit is not ("" or PixelFormat.Hounsfield))
        {
            return ("values other than Hounsfield units", $"{head.Unit}, '{head.Description}'");
        }

        var slices = files.Count * head.Frames;
        if (slices < FewestSlices)
        {
            return ($"fewer than {FewestSlices} slices", $"{slices}");
        }

        fitting = new Fitting(candidate.Folder, head, ReconstructionKernel.Judge(head.Kernel, head.Description), slices);
        return ("", "");
    }

    // null where the series can be read whole
    private static string? Refusal(string folder)
    {
        try
        {
            var slices = CtReaders.Read(folder).Slices;
            return slices >= FewestSlices ? null : $"{slices} different slices";
        }
        catch (Exception failure) when (InputException.Covers(failure))
        {
            return failure.Message;
        }
    }
}

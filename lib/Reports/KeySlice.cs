using System.Text.Json.Serialization;

namespace MhdNet.Reports;

/// <summary>A slice that the answer rests on.</summary>
/// <param name="Slice">Its number in the series, from 1, head first.</param>
/// <param name="Share">Its share of the saliency of all slices; null where the network has none.</param>
/// <param name="Size">Rows and columns of its picture.</param>
/// <param name="Grey">As the network saw it, 0 to 255, (Size, Size).</param>
/// <param name="Saliency">Where the evidence lies, 0 to 1, (Size, Size); null where the network has none.</param>
public sealed record KeySlice(
    int Slice, double? Share, int Size, [property: JsonIgnore] byte[] Grey, [property: JsonIgnore] float[]? Saliency);

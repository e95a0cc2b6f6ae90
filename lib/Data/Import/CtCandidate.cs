namespace MhdNet.Data.Import;

/// <summary>A series of a download, before it is looked into.</summary>
/// <param name="PatientId">Whose it is said to be.</param>
/// <param name="Folder">Its folder; may not be there.</param>
/// <param name="Modality">Its modality.</param>
/// <param name="Files">Number of images it is said to have; null where nothing says.</param>
internal sealed record CtCandidate(string PatientId, string Folder, string Modality, int? Files);

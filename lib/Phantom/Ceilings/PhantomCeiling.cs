
using MhdNet.Evaluation;

namespace MhdNet.Phantom.Ceilings;

/// <summary>How well a linear classifier tells the types of the synthetic cohort apart: a ceiling for orientation, no result.</summary>
/// <param name="Source">What it was given: true parameters or measures of the images.</param>
/// <param name="Modality">CT, pathology, or both.</param>
/// <param name="Patients">Patients it was tested on.</param>
/// <param name="Chance">Accuracy of always naming the most frequent type.</param>
/// <param name="Accuracy">Share of patients named rightly, with a bootstrap interval by patient.</param>
public sealed record PhantomCeiling(string Source, string Modality, int Patients, double Chance, Interval Accuracy);

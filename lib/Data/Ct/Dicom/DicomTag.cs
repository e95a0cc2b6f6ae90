namespace MhdNet.Data.Ct.Dicom;

/// <summary>The elements this reader uses, as (group &lt;&lt; 16 | element).</summary>
internal static class DicomTag
{
    public const uint TransferSyntaxUid = 0x0002_0010;
    public const uint ImageType = 0x0008_0008;
    public const uint SopClassUid = 0x0008_0016;
    public const uint StudyDate = 0x0008_0020;
    public const uint AcquisitionTime = 0x0008_0032;
    public const uint Modality = 0x0008_0060;
    public const uint Manufacturer = 0x0008_0070;
    public const uint SeriesDescription = 0x0008_103E;
    public const uint FrameType = 0x0008_9007;
    public const uint PatientName = 0x0010_0010;
    public const uint PatientId = 0x0010_0020;
    public const uint PatientSex = 0x0010_0040;
    public const uint PatientAge = 0x0010_1010;
    public const uint SliceThickness = 0x0018_0050;
    public const uint GantryTilt = 0x0018_1120;
    public const uint ConvolutionKernel = 0x0018_1210;
    public const uint FrameAcquisitionTime = 0x0018_9074;
    public const uint Reconstruction = 0x0018_9314;
    public const uint ImageFrameType = 0x0018_9329;
    public const uint SeriesInstanceUid = 0x0020_000E;
    public const uint AcquisitionNumber = 0x0020_0012;
    public const uint ImagePositionPatient = 0x0020_0032;
    public const uint ImageOrientationPatient = 0x0020_0037;
    public const uint TemporalPosition = 0x0020_0100;
    public const uint FrameContent = 0x0020_9111;
    public const uint PlanePosition = 0x0020_9113;
    public const uint PlaneOrientation = 0x0020_9116;
    public const uint TemporalPositionIndex = 0x0020_9128;
    public const uint FrameAcquisitionNumber = 0x0020_9156;
    public const uint SamplesPerPixel = 0x0028_0002;
    public const uint NumberOfFrames = 0x0028_0008;
    public const uint Rows = 0x0028_0010;
    public const uint Columns = 0x0028_0011;
    public const uint PixelSpacing = 0x0028_0030;
    public const uint BitsAllocated = 0x0028_0100;
    public const uint BitsStored = 0x0028_0101;
    public const uint HighBit = 0x0028_0102;
    public const uint PixelRepresentation = 0x0028_0103;
    public const uint PixelPaddingValue = 0x0028_0120;
    public const uint PixelPaddingLimit = 0x0028_0121;
    public const uint RescaleIntercept = 0x0028_1052;
    public const uint RescaleSlope = 0x0028_1053;
    public const uint RescaleType = 0x0028_1054;
    public const uint LossyImageCompression = 0x0028_2110;
    public const uint PixelMeasures = 0x0028_9110;
    public const uint PixelValueTransformation = 0x0028_9145;
    public const uint SharedGroups = 0x5200_9229;
    public const uint FrameGroups = 0x5200_9230;
    public const uint PixelData = 0x7FE0_0010;
    public const uint Item = 0xFFFE_E000;
    public const uint ItemDelimitation = 0xFFFE_E00D;
    public const uint SequenceDelimitation = 0xFFFE_E0DD;
}

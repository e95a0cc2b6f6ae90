namespace MhdNet.Methods;

/// <summary>The network an experiment ends with: what is tested and stands in the table.</summary>
public enum Method
{
    /// <summary>MHD-Net's student: CT alone, taught by the teacher.</summary>
    Student,

    /// <summary>MHD-Net's teacher: its fusion branch, on CT and pathology.</summary>
    Teacher,

    /// <summary>The student's backbone, trained on CT and labels alone.</summary>
    Alone,

    /// <summary>One branch of the teacher's depth, trained on CT and labels alone (Fig. 5, "MHD-Net Rad.").</summary>
    Radiology,

    /// <summary>The same on pathology (Fig. 5, "MHD-Net Pat.").</summary>
    Pathology,
}

/// <summary>How the student reads the memory.</summary>
public enum MemoryReading
{
    /// <summary>Under the prediction of the teacher's radiology branch (Eq. 11).</summary>
    TeachersPrediction,

    /// <summary>Under the prediction of its own first pass.</summary>
    OwnPrediction,

    /// <summary>Not at all: the student has no memory (Fig. 6, "w/o CTMM").</summary>
    None,
}

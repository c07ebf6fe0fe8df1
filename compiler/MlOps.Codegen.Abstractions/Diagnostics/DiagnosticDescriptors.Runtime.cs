namespace MlOps.Codegen.Diagnostics;

/// <content>5xxx: found when something runs.</content>
public static partial class DiagnosticDescriptors
{
    /// <summary>A row of the file's ModelVerification that does not come out as the file says.</summary>
    public static readonly DiagnosticDescriptor VerificationFailed = Error(
        "MLC5001",
        "Model verification failed",
        "row {0} of the ModelVerification: '{1}' is {2} on {3}, but {4} by {5}",
        "The file is damaged, was changed after its export, or is wrong about itself: export it again, or have the producer look at it.");

    /// <summary>A value in the file's ModelVerification that is not of its field's type.</summary>
    public static readonly DiagnosticDescriptor InvalidVerificationValue = Error(
        "MLC5002",
        "Invalid verification value",
        "row {0} of the ModelVerification: '{1}' is no value of '{2}', which is of type {3}",
        "Correct the value, or the field's dataType.");
}

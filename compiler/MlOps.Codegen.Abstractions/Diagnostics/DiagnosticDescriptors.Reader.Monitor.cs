namespace MlOps.Codegen.Diagnostics;

/// <content>1xxx: found while reading what is monitored.</content>
public static partial class DiagnosticDescriptors
{
    /// <summary>A file of what is monitored that is no JSON.</summary>
    public static readonly DiagnosticDescriptor MonitorFileNotJson = Error(
        "MLC1071",
        "Monitor file is no JSON",
        "the file is no JSON: {0}",
        "Look at this place for a comma, quote or bracket too many or too few. JSON has no comments.");

    /// <summary>A member that a file of what is monitored cannot have there.</summary>
    public static readonly DiagnosticDescriptor MonitorMemberUnknown = Error(
        "MLC1072",
        "Unknown member of a monitor file",
        "'{0}' is no member here{1}",
        "See docs/monitoring.md for the members; names are written as they stand there.");

    /// <summary>A member that a file of what is monitored must have.</summary>
    public static readonly DiagnosticDescriptor MonitorMemberMissing = Error(
        "MLC1073",
        "Member of a monitor file missing",
        "'{0}' is missing here",
        "Add it: see docs/monitoring.md for what it says.");

    /// <summary>A value that a member of a file of what is monitored cannot have.</summary>
    public static readonly DiagnosticDescriptor MonitorValueInvalid = Error(
        "MLC1074",
        "Invalid value in a monitor file",
        "{0} stands where {1} is expected",
        "See docs/monitoring.md for what the member takes.");

    /// <summary>Members of a file of what is monitored that contradict each other.</summary>
    public static readonly DiagnosticDescriptor MonitorContradiction = Error(
        "MLC1075",
        "Contradiction in a monitor file",
        "{0}",
        "See docs/monitoring.md for which kinds and roles go together, and for the ranges of the policy.");
}

namespace MlOps.Codegen.Diagnostics;

/// <content>4xxx: from the plan to C#.</content>
public static partial class DiagnosticDescriptors
{
    /// <summary>A regular expression that cannot be matched in linear time.</summary>
    public static readonly DiagnosticDescriptor PatternNotInCSharp = Error(
        "MLC4501",
        "Regular expression not available in C#",
        "C# cannot match the pattern '{0}' without backtracking: {1}",
        "Use a pattern without backreferences and look-around.");

    /// <summary>A number or date format that generated code does not know.</summary>
    public static readonly DiagnosticDescriptor FormatNotInCSharp = Error(
        "MLC4502",
        "Format not available in C#",
        "C# cannot write values in the format '{0}'",
        "Numbers take one conversion of %d, %f or %e; dates the common fields of strftime.");
}

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

    /// <summary>A model file that a build names and that is not there, or must not be read.</summary>
    public static readonly DiagnosticDescriptor ModelFileNotRead = Error(
        "MLC4511",
        "Model file cannot be read, or its class not written",
        "a file cannot be read or written: {0}",
        "Check the path of the MlModel item, and what may be read and written there.");

    /// <summary>Metadata of an MlModel item that has no such value.</summary>
    public static readonly DiagnosticDescriptor InvalidModelSetting = Error(
        "MLC4512",
        "Invalid setting of a model",
        "'{0}' is '{1}', which is not {2}",
        "Correct the metadata of the MlModel item.");

    /// <summary>Two items of a project that have one generated file; the package's targets say it.</summary>
    public static readonly DiagnosticDescriptor ModelsCollide = Error(
        "MLC4513",
        "Two models of one generated file",
        "two MlModel items would become one generated file",
        "Leave one of the items out, or give one a Link of its own.");
}

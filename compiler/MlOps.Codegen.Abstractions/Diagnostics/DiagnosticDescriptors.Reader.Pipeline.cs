namespace MlOps.Codegen.Diagnostics;

/// <content>1xxx: from the text of a pipeline to its statements.</content>
public static partial class DiagnosticDescriptors
{
    /// <summary>A pipeline that is no text.</summary>
    public static readonly DiagnosticDescriptor NotText = Error(
        "MLC1040",
        "Not a text",
        "the file is not UTF-8 text",
        "Save the pipeline as UTF-8.");

    /// <summary>A letter or a text that begins, or ends, nothing.</summary>
    public static readonly DiagnosticDescriptor InvalidToken = Error(
        "MLC1041",
        "Not a token",
        "{0}",
        "See docs/language.md for how names, numbers, texts and times are written.");

    /// <summary>A statement that is not written as statements of its kind are.</summary>
    public static readonly DiagnosticDescriptor UnexpectedToken = Error(
        "MLC1042",
        "Something else expected",
        "{0} was expected, not {1}{2}",
        "See docs/language.md for the statement; a reserved word that is to be a name is written between backticks.");

    /// <summary>A word that begins no statement.</summary>
    public static readonly DiagnosticDescriptor UnknownStatement = Error(
        "MLC1043",
        "Unknown statement",
        "{0} begins no statement{1}",
        "See docs/language.md for the statements.");

    /// <summary>A name that stands for two things.</summary>
    public static readonly DiagnosticDescriptor DeclaredTwice = Error(
        "MLC1044",
        "Declared twice",
        "'{0}' is declared already, as {1} in line {2}",
        "Rename one of them; names differ by more than capitals.");

    /// <summary>A statement that every pipeline has.</summary>
    public static readonly DiagnosticDescriptor StatementMissing = Error(
        "MLC1045",
        "Statement missing",
        "the pipeline has no '{0}' statement",
        "A pipeline has a source, says which source is scored where it has several, and has an output.");

    /// <summary>Formulas in formulas, deeper than is read.</summary>
    public static readonly DiagnosticDescriptor FormulaTooDeep = Error(
        "MLC1046",
        "Formula too deep",
        "formulas are nested too deeply, or too long",
        "Give parts of it names of their own by 'feature' statements.");

    /// <summary>A declaration that contradicts itself or others.</summary>
    public static readonly DiagnosticDescriptor InvalidDeclaration = Error(
        "MLC1047",
        "Invalid declaration",
        "{0}",
        "See docs/language.md for the statement.");

    /// <summary>A file of a pipeline that lies elsewhere than in its folder.</summary>
    public static readonly DiagnosticDescriptor FileOutside = Error(
        "MLC1048",
        "File outside of the pipeline's folder",
        "'{0}' is no file in the folder of the pipeline or below",
        "Put the file beside the pipeline, and name it by a relative path with '/' and without '..'.");

    /// <summary>A file of a pipeline that cannot be read.</summary>
    public static readonly DiagnosticDescriptor FileNotRead = Error(
        "MLC1049",
        "File not read",
        "'{0}' cannot be read: {1}",
        "Check its name; a pipeline's files travel with it.");

    /// <summary>A table in a file whose rows are not those that are needed.</summary>
    public static readonly DiagnosticDescriptor InvalidTableFile = Error(
        "MLC1050",
        "Invalid table",
        "the table '{0}' cannot be read: {1}",
        "A table is comma-separated text: a header with the columns' names, and rows of as many values.");
}

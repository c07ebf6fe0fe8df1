namespace MlOps.Codegen.Diagnostics;

/// <content>1xxx: from the model file to the pipeline.</content>
public static partial class DiagnosticDescriptors
{
    /// <summary>A file that is not well-formed XML.</summary>
    public static readonly DiagnosticDescriptor MalformedXml = Error(
        "MLC1001",
        "Not well-formed XML",
        "this is not well-formed XML: {0}",
        "Check that the file is complete, is PMML, and has the encoding that it declares.");

    /// <summary>A document type definition, which could name external files or expand without bound.</summary>
    public static readonly DiagnosticDescriptor DocumentTypeRefused = Error(
        "MLC1002",
        "Document type definition refused",
        "the file contains a document type definition, which is refused",
        "Delete the <!DOCTYPE …> declaration and replace the entities that it defines by their text.");

    /// <summary>A file larger or deeper than the reader goes.</summary>
    public static readonly DiagnosticDescriptor LimitExceeded = Error(
        "MLC1003",
        "Limit exceeded",
        "the file exceeds a limit: {0}",
        "Real models stay far below; if this one is genuine, report it with its size.");

    /// <summary>XML that is something else than PMML.</summary>
    public static readonly DiagnosticDescriptor WrongRootElement = Error(
        "MLC1004",
        "Not a PMML file",
        "the root element is '{0}', not PMML",
        "Give a PMML file; element names are case-sensitive.");

    /// <summary>A PMML version whose meaning is not known here.</summary>
    public static readonly DiagnosticDescriptor UnsupportedVersion = Error(
        "MLC1005",
        "PMML version not supported",
        "PMML version '{0}' is not supported; 3.0 to 4.4 are",
        "Export the model again as PMML 4.x.");

    /// <summary>A file that does not say its version.</summary>
    public static readonly DiagnosticDescriptor UndeclaredVersion = Warning(
        "MLC1006",
        "PMML version not declared",
        "the file declares no PMML version; it is read as 4.4",
        "Add the version attribute.");

    /// <summary>A file without a model to score.</summary>
    public static readonly DiagnosticDescriptor NoModel = Error(
        "MLC1007",
        "No model",
        "the file contains no scorable model",
        "Export the model itself; isScorable=\"false\" excludes one from scoring.");

    /// <summary>A file with more than one model to score.</summary>
    public static readonly DiagnosticDescriptor SeveralModels = Warning(
        "MLC1008",
        "Several models",
        "the file contains {0} scorable models; the first is used",
        "Put the model to score first, or mark the others isScorable=\"false\".");

    /// <summary>A required attribute that is absent.</summary>
    public static readonly DiagnosticDescriptor MissingAttribute = Error(
        "MLC1009",
        "Attribute missing",
        "{0} needs the attribute '{1}'",
        "The file breaks the PMML schema; export it again or add the attribute.");

    /// <summary>A required element that is absent.</summary>
    public static readonly DiagnosticDescriptor MissingElement = Error(
        "MLC1010",
        "Element missing",
        "{0} needs {1}",
        "The file breaks the PMML schema; export it again or add the element.");

    /// <summary>An attribute value that is none of those listed.</summary>
    public static readonly DiagnosticDescriptor InvalidKeyword = Error(
        "MLC1011",
        "Invalid attribute value",
        "'{0}' is not a value of {1}; it takes {2}",
        "Correct the value; values are case-sensitive.");

    /// <summary>An attribute value that is not a number, or not one that is allowed here.</summary>
    public static readonly DiagnosticDescriptor InvalidNumber = Error(
        "MLC1012",
        "Invalid number",
        "'{0}' is not a valid value of {1}: {2} is needed",
        "Write the number with a point and without group separators, within the range of a double.");

    /// <summary>NaN where only numbers make sense.</summary>
    public static readonly DiagnosticDescriptor NotANumber = Error(
        "MLC1013",
        "NaN refused",
        "NaN is refused as the value of {0}: no comparison or sum with it means anything",
        "Export the model again; a NaN in a model is nearly always a failed training.");

    /// <summary>An attribute value that is neither true nor false.</summary>
    public static readonly DiagnosticDescriptor InvalidBoolean = Error(
        "MLC1014",
        "Invalid boolean",
        "'{0}' is not a value of {1}; it takes true or false",
        "Correct the value; values are case-sensitive.");

    /// <summary>An element where PMML has none of that name.</summary>
    public static readonly DiagnosticDescriptor UnexpectedElement = Error(
        "MLC1015",
        "Element not expected",
        "the element {0} is not expected in {1}, and leaving it out could change scores",
        "Remove it, or put vendor-specific content into an Extension element.");

    /// <summary>An attribute that PMML does not have there.</summary>
    public static readonly DiagnosticDescriptor UnknownAttribute = Warning(
        "MLC1016",
        "Unknown attribute",
        "{0} has no attribute '{1}'; it is ignored",
        "Check its spelling; names are case-sensitive.");

    /// <summary>A name that must be unique and is not.</summary>
    public static readonly DiagnosticDescriptor DuplicateName = Error(
        "MLC1017",
        "Duplicate name",
        "the {0} '{1}' is defined more than once",
        "Rename or remove one of them.");

    /// <summary>Two nodes of a tree with the same id.</summary>
    public static readonly DiagnosticDescriptor DuplicateNodeId = Warning(
        "MLC1018",
        "Duplicate node id",
        "the Node id '{0}' is used more than once in this tree",
        "Entity ids of this tree are ambiguous; export the model again with unique ids.");

    /// <summary>A mining field that no data field defines.</summary>
    public static readonly DiagnosticDescriptor UndefinedMiningField = Error(
        "MLC1019",
        "Mining field not defined",
        "the MiningField '{0}' has no DataField",
        "Declare it in the DataDictionary; names are case-sensitive.");

    /// <summary>An array that does not follow the rules of its notation.</summary>
    public static readonly DiagnosticDescriptor InvalidArray = Error(
        "MLC1020",
        "Invalid array",
        "the array cannot be read: {0}",
        "Separate values by blanks; put values with blanks between double quotes, and write \\\" for a quote.");

    /// <summary>An inline table that does not have the shape its use needs.</summary>
    public static readonly DiagnosticDescriptor InvalidTable = Error(
        "MLC1021",
        "Invalid table",
        "the table cannot be read: {0}",
        "Each row needs a cell element per column, holding text only.");

    /// <summary>A required attribute that is absent and whose value is nevertheless certain enough to go on.</summary>
    public static readonly DiagnosticDescriptor AssumedAttribute = Warning(
        "MLC1022",
        "Attribute assumed",
        "{0} needs the attribute '{1}'; {2} is assumed",
        "Add the attribute.");

    /// <summary>A zip archive that no ML.NET model can be read from safely.</summary>
    public static readonly DiagnosticDescriptor ArchiveRefused = Error(
        "MLC1030",
        "Archive refused",
        "the archive is refused: {0}",
        "Save the model again with MLContext.Model.Save; archives that were repacked by other tools are not read.");

    /// <summary>A zip archive that ML.NET itself cannot load.</summary>
    public static readonly DiagnosticDescriptor UnreadableMlNetModel = Error(
        "MLC1031",
        "Not a readable ML.NET model",
        "ML.NET {0} cannot load this model: {1}",
        "Check that the file is complete and was saved with MLContext.Model.Save; models of versions before 1.0 must be trained again.");

    /// <summary>A model whose code is not ML.NET's own.</summary>
    public static readonly DiagnosticDescriptor ForeignAssembly = Error(
        "MLC1032",
        "Code of another assembly",
        "the model asks for code of the assembly '{0}', which is not loaded from a file",
        "Replace custom transformers by ML.NET's own, or compute their columns before the model.");

    /// <summary>An ML.NET whose inside is not what this reader was written for.</summary>
    public static readonly DiagnosticDescriptor MissingMember = Error(
        "MLC1033",
        "ML.NET of another shape",
        "Microsoft.ML {0} has no member {1}, which parameters are read from",
        "Use the version of Microsoft.ML that this tool was built with.");

    /// <summary>A model that was saved without the schema of its input.</summary>
    public static readonly DiagnosticDescriptor MissingInputSchema = Error(
        "MLC1034",
        "Input schema missing",
        "the model was saved without the schema of its input",
        "Save it with the training data's schema, or pass the input schema to the reader.");
}

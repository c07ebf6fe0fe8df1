namespace MlOps.Codegen.Diagnostics;

/// <content>1xxx: reading a model file.</content>
public static partial class DiagnosticDescriptors
{
    /// <summary>Not well-formed, or with a DTD.</summary>
    public static readonly DiagnosticDescriptor MalformedXml = Error(
        "MLC1001",
        "Not readable as XML",
        "the file cannot be read as XML: {0}",
        "Check that the file is complete and is PMML; document type definitions are not accepted.");

    /// <summary>Nested beyond what any model needs.</summary>
    public static readonly DiagnosticDescriptor TooDeep = Error(
        "MLC1002",
        "Nested too deeply",
        "elements are nested more than {0} deep",
        "No known tool writes such files; check where the file comes from.");

    /// <summary>Too many elements or attributes.</summary>
    public static readonly DiagnosticDescriptor TooLarge = Error(
        "MLC1003",
        "Too large",
        "the file has more than {0} elements, or an element more than {1} attributes",
        "Check where the file comes from; split the model if it is really that large.");

    /// <summary>A root element that is not PMML.</summary>
    public static readonly DiagnosticDescriptor NotPmml = Error(
        "MLC1004",
        "Not PMML",
        "the root element is '{0}', not PMML",
        "Give a PMML file.");

    /// <summary>A version that the reader does not know.</summary>
    public static readonly DiagnosticDescriptor UnknownVersion = Warning(
        "MLC1005",
        "Unknown PMML version",
        "the PMML version '{0}' is not known; the file is read as 4.4",
        "Versions 3.0 to 4.4 are known.");

    /// <summary>A required element that is not there.</summary>
    public static readonly DiagnosticDescriptor MissingElement = Error(
        "MLC1006",
        "Element missing",
        "the element {0} needs a {1} element",
        "The file breaks the PMML schema; export it again or correct it.");

    /// <summary>A required attribute that is not there.</summary>
    public static readonly DiagnosticDescriptor MissingAttribute = Error(
        "MLC1007",
        "Attribute missing",
        "the element {0} needs the attribute '{1}'",
        "The file breaks the PMML schema; export it again or correct it.");

    /// <summary>An attribute whose value is not of its type.</summary>
    public static readonly DiagnosticDescriptor InvalidAttribute = Error(
        "MLC1008",
        "Invalid attribute",
        "'{2}' is not a valid value for the attribute '{1}' of {0}",
        "The file breaks the PMML schema; export it again or correct it.");

    /// <summary>An element where none of its kind belongs.</summary>
    public static readonly DiagnosticDescriptor UnexpectedElement = Error(
        "MLC1009",
        "Unexpected element",
        "the element {0} is not understood inside {1}",
        "See docs/support.md; what could change scores is never skipped.");

    /// <summary>Two things of one name.</summary>
    public static readonly DiagnosticDescriptor DuplicateName = Error(
        "MLC1010",
        "Duplicate name",
        "the {0} '{1}' is defined twice",
        "Names must be unique; rename or remove one.");

    /// <summary>A file without a model.</summary>
    public static readonly DiagnosticDescriptor NoModel = Error(
        "MLC1011",
        "No model",
        "the file contains no scorable model",
        "Give a file with a model whose isScorable is not false.");

    /// <summary>Models in models in models.</summary>
    public static readonly DiagnosticDescriptor ModelsNestedTooDeeply = Error(
        "MLC1012",
        "Models nested too deeply",
        "models are nested more than {0} deep",
        "Flatten the ensemble when exporting it.");

    /// <summary>A mining field that no data field stands behind.</summary>
    public static readonly DiagnosticDescriptor UndeclaredMiningField = Error(
        "MLC1013",
        "Undeclared field",
        "the MiningField '{0}' is neither a DataField nor a DerivedField",
        "Declare it in the DataDictionary; names are case-sensitive.");
}

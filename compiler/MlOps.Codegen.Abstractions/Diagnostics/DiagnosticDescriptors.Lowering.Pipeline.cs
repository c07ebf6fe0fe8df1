namespace MlOps.Codegen.Diagnostics;

/// <content>3xxx: from the statements of a pipeline to plans.</content>
public static partial class DiagnosticDescriptors
{
    /// <summary>A name that stands for nothing.</summary>
    public static readonly DiagnosticDescriptor UnknownName = Error(
        "MLC3040",
        "Unknown name",
        "there is no {0} '{1}'{2}",
        "Declare it, or correct its spelling; names are case-sensitive.");

    /// <summary>A formula of a type that is not wanted where it stands.</summary>
    public static readonly DiagnosticDescriptor WrongType = Error(
        "MLC3041",
        "Wrong type",
        "{0} takes {1}, not {2}",
        "Convert the value: number(x), integer(x), text(x); or compare values of one type.");

    /// <summary>A function that does not exist.</summary>
    public static readonly DiagnosticDescriptor NoSuchFunction = Error(
        "MLC3042",
        "Unknown function",
        "there is no function or table '{0}'{1}",
        "See docs/language.md for the functions.");

    /// <summary>A call with too many or too few arguments.</summary>
    public static readonly DiagnosticDescriptor WrongArguments = Error(
        "MLC3043",
        "Wrong arguments",
        "'{0}' takes {1}, but {2} given",
        "See docs/language.md for the function.");

    /// <summary>A constant that is not one, or that its use does not admit.</summary>
    public static readonly DiagnosticDescriptor InvalidLiteral = Error(
        "MLC3044",
        "Invalid constant",
        "{0}",
        "Write a constant of the type that is needed.");

    /// <summary>An aggregate over rows that cannot be computed.</summary>
    public static readonly DiagnosticDescriptor InvalidAggregate = Error(
        "MLC3045",
        "Invalid aggregate",
        "{0}",
        "An aggregate has the form sum(source.column where condition) over last 7 days; see docs/language.md.");

    /// <summary>A model that cannot be used as it is.</summary>
    public static readonly DiagnosticDescriptor InvalidModelUse = Error(
        "MLC3046",
        "Model not usable",
        "{0}",
        "See mlops inspect for the inputs and outputs of the model's file.");

    /// <summary>Things defined by each other.</summary>
    public static readonly DiagnosticDescriptor DefinedByItself = Error(
        "MLC3047",
        "Defined by itself",
        "'{0}' is defined by itself: {1}",
        "Break the circle: a feature may use only what does not depend on it.");

    /// <summary>Reasons that cannot be told.</summary>
    public static readonly DiagnosticDescriptor InvalidReasons = Error(
        "MLC3048",
        "Reasons not available",
        "{0}",
        "Reasons are told of linear models, scorecards, and trees whose leaves say how many records they had.");

    /// <summary>A registered model that is not there, or is not the one that is asked for.</summary>
    public static readonly DiagnosticDescriptor RegisteredModel = Error(
        "MLC3056",
        "Registered model not available",
        "{0}",
        "Name the registry by --registry or MLOPS_REGISTRY; 'mlops registry show NAME@NUMBER' tells a version's state and hash.");
}

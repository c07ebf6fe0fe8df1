namespace MlOps.Codegen.Diagnostics;

/// <content>3xxx: from the pipeline to the scoring plan.</content>
public static partial class DiagnosticDescriptors
{
    /// <summary>A model kind that has a name in PMML but no lowering here.</summary>
    public static readonly DiagnosticDescriptor UnsupportedModelKind = Error(
        "MLC3001",
        "Model kind not supported",
        "the model kind {0} is not supported{1}",
        "See docs/support.md for the supported kinds.");

    /// <summary>An element that is understood but has no exact translation.</summary>
    public static readonly DiagnosticDescriptor UnsupportedElement = Error(
        "MLC3002",
        "Element not supported",
        "{0} is not supported: {1}",
        "See docs/support.md; re-export the model without this element where the tool allows it.");

    /// <summary>A name that no field in scope has.</summary>
    public static readonly DiagnosticDescriptor UnknownField = Error(
        "MLC3003",
        "Unknown field",
        "the field '{0}' is not defined in this scope{1}",
        "Declare it in the DataDictionary and the MiningSchema, or as a DerivedField; names are case-sensitive.");

    /// <summary>Derived fields that need each other.</summary>
    public static readonly DiagnosticDescriptor CyclicDefinition = Error(
        "MLC3004",
        "Cyclic definition",
        "'{0}' is defined by itself: {1}",
        "Break the cycle: a derived field may only use fields that do not depend on it.");

    /// <summary>A function that is neither built in nor defined in the file.</summary>
    public static readonly DiagnosticDescriptor UnknownFunction = Error(
        "MLC3005",
        "Unknown function",
        "the function '{0}' is neither built in nor defined in this file{1}",
        "Define it with DefineFunction, or replace it by built-in functions.");

    /// <summary>A function called with a number of arguments that it does not take.</summary>
    public static readonly DiagnosticDescriptor WrongArgumentCount = Error(
        "MLC3006",
        "Wrong number of arguments",
        "the function '{0}' takes {1} argument(s), but {2} are given",
        "See the function's definition.");

    /// <summary>Operands whose types do not go together.</summary>
    public static readonly DiagnosticDescriptor TypeMismatch = Error(
        "MLC3007",
        "Types do not match",
        "{0} cannot be used as {1} here",
        "Declare the dataType that the values really have, or convert with a DerivedField.");

    /// <summary>A constant that its declared type does not admit.</summary>
    public static readonly DiagnosticDescriptor InvalidConstant = Error(
        "MLC3008",
        "Invalid constant",
        "'{0}' is not a value of type {1}",
        "Correct the value, or the dataType.");

    /// <summary>A model that contradicts itself.</summary>
    public static readonly DiagnosticDescriptor InconsistentModel = Error(
        "MLC3009",
        "Inconsistent model",
        "{0}",
        "The file breaks a rule of the PMML specification; export it again or correct it.");

    /// <summary>A definition that needs too many others in a row.</summary>
    public static readonly DiagnosticDescriptor NestedTooDeeply = Error(
        "MLC3010",
        "Nested too deeply",
        "'{0}' depends on too long a chain of definitions",
        "Shorten the chain of derived fields or nested function calls.");

    /// <summary>A model that yields nothing to show.</summary>
    public static readonly DiagnosticDescriptor NoResult = Error(
        "MLC3011",
        "No result",
        "the output field '{0}' asks for {1}, which this {2} does not yield",
        "Remove the output field, or export the model with the information it needs.");

    /// <summary>A built-in function, or a use of one, that no exact translation exists for.</summary>
    public static readonly DiagnosticDescriptor UnsupportedFunction = Error(
        "MLC3020",
        "Function not supported",
        "the function '{0}' is not supported here: {1}",
        "See docs/support.md; replace the call by supported functions.");

    /// <summary>An argument that must be known when the model is compiled.</summary>
    public static readonly DiagnosticDescriptor ConstantNeeded = Error(
        "MLC3021",
        "Constant needed",
        "{0} of '{1}' must be a constant",
        "Put a Constant in its place, or call the DefineFunction with a Constant.");

    /// <summary>A function that calls itself, directly or through others.</summary>
    public static readonly DiagnosticDescriptor RecursiveFunction = Error(
        "MLC3022",
        "Recursive function",
        "the function '{0}' calls itself: {1}",
        "PMML functions must not be recursive; write the steps out.");

    /// <summary>Expressions nested, or functions expanded, beyond what can be compiled.</summary>
    public static readonly DiagnosticDescriptor ExpressionTooLarge = Error(
        "MLC3023",
        "Expression too large",
        "the expression is too large: {0}",
        "Split it into several DerivedFields.");

    /// <summary>A regular expression, replacement or format that has no exact translation.</summary>
    public static readonly DiagnosticDescriptor UnsupportedPattern = Error(
        "MLC3024",
        "Pattern not supported",
        "the {0} '{1}' is not supported: {2}",
        "Use literals, character classes, groups, alternatives and quantifiers; for formats see docs/support.md.");

    /// <summary>A column that is made by a transformer without a lowering.</summary>
    public static readonly DiagnosticDescriptor UnsupportedTransformer = Error(
        "MLC3030",
        "Transformer not supported",
        "the column '{0}' is made by {1}, which is not supported: {2}",
        "See docs/mlnet.md for what is supported; compute the column before the model, or leave it out.");

    /// <summary>A trained model without a lowering.</summary>
    public static readonly DiagnosticDescriptor UnsupportedTrainer = Error(
        "MLC3031",
        "Trained model not supported",
        "{0} is not supported: {1}",
        "See docs/mlnet.md for the trainers whose models are supported.");

    /// <summary>An input column of a type that no table has.</summary>
    public static readonly DiagnosticDescriptor UnsupportedColumnType = Error(
        "MLC3032",
        "Column type not supported",
        "the column '{0}' is of type {1}, which is not supported here: {2}",
        "Use numbers, booleans, texts, or vectors of a known length.");

    /// <summary>An output that the model does not have.</summary>
    public static readonly DiagnosticDescriptor UnknownOutputColumn = Error(
        "MLC3033",
        "Unknown output column",
        "the model has no column '{0}'",
        "See mlops inspect for the columns that the model yields.");
}

namespace MlOps.Codegen.Diagnostics;

/// <content>4xxx: from the plan to a target's code.</content>
public static partial class DiagnosticDescriptors
{
    /// <summary>An operation that the target cannot do with the plan's exact meaning.</summary>
    public static readonly DiagnosticDescriptor OperationNotOnTarget = Error(
        "MLC4001",
        "Operation not available on the target",
        "{0} cannot compute {1} with one meaning everywhere{2}",
        "Score this model with the csharp target, or remove the transformation.");

    /// <summary>More columns than the engine's tables and queries have.</summary>
    public static readonly DiagnosticDescriptor TooManyColumns = Error(
        "MLC4002",
        "Too many columns",
        "the model needs {1} columns at once, but {0} allows {2}",
        "Score this model with the csharp or duckdb target, or drop fields from the model.");

    /// <summary>A constant that the engine cannot write or hold.</summary>
    public static readonly DiagnosticDescriptor ConstantNotOnTarget = Error(
        "MLC4003",
        "Constant not available on the target",
        "{0} cannot hold the constant {1}",
        "Replace the constant in the model, or choose another target.");

    /// <summary>A statement that is larger than the engine accepts.</summary>
    public static readonly DiagnosticDescriptor StatementTooLarge = Error(
        "MLC4004",
        "Statement too large",
        "the generated statement has {1} bytes, but {0} accepts {2}",
        "Score this model with the csharp target, or train a smaller model.");

    /// <summary>A pattern that engines read differently.</summary>
    public static readonly DiagnosticDescriptor PatternNotOnTarget = Error(
        "MLC4005",
        "Pattern not available on the target",
        "{0} does not read the pattern '{1}' as the plan means it: {2}",
        "Use literals, classes, groups, alternatives and greedy quantifiers only, or score with the csharp target.");
}

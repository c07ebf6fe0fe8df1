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

    /// <summary>A model that compares a row with more points than a query can hold.</summary>
    public static readonly DiagnosticDescriptor KernelTooLarge = Error(
        "MLC4010",
        "Model too large for a query",
        "the {0} compares a row with more points or terms than a query of {1} can hold",
        "Score this model with the csharp target, or export it with fewer training instances or clusters.");

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

    /// <summary>A strategy that the engine does not have, or that cannot hold the model.</summary>
    public static readonly DiagnosticDescriptor StrategyNotOnTarget = Error(
        "MLC4004",
        "Strategy not available on the target",
        "{0} cannot run this model by the strategy {1}: {2}",
        "Leave --strategy out: the fastest strategy that can run the model is chosen; mlops inspect says which and why.");
}

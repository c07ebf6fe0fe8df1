namespace MlOps.Codegen.Diagnostics;

/// <content>2xxx: what passes over pipelines and plans find.</content>
public static partial class DiagnosticDescriptors
{
    /// <summary>An output that depends on a column where it must not.</summary>
    public static readonly DiagnosticDescriptor PolicyBroken = Error(
        "MLC2001",
        "Policy broken",
        "the output '{0}' depends on '{1}'{2}, which the policy forbids: {3}",
        "Leave the column out, make what uses it depend on the condition, or show it by 'monitor' only.");

    /// <summary>A policy that asks for what a pipeline does not have.</summary>
    public static readonly DiagnosticDescriptor PolicyUnmet = Error(
        "MLC2002",
        "Policy not met",
        "the policy requires {0}, and the pipeline has none",
        "Add the statement, or change the policy.");
}

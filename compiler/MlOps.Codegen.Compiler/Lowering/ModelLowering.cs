using System.Collections.Immutable;
using MlOps.Codegen.Compiler.Models;
using MlOps.Codegen.Compiler.Pipeline;
using MlOps.Codegen.Diagnostics;

namespace MlOps.Codegen.Compiler.Lowering;

/// <summary>Lowers a model of any kind, with its targets and output fields.</summary>
public static class ModelLowering
{
    /// <summary>Lowers a model inside an enclosing one, or as the outermost.</summary>
    /// <param name="model">The model.</param>
    /// <param name="context">The compilation.</param>
    /// <param name="parent">The enclosing model's scope; null for the outermost.</param>
    /// <returns>What is seen of it; null after a diagnostic.</returns>
    public static ModelOutcome? Lower(Model model, LoweringContext context, ModelScope? parent)
    {
        var scope = new ModelScope(context, model, parent);
        ModelOutcome? outcome = ModelCatalog.Lower(model, scope);
        if (outcome is null)
        {
            return null;
        }

        ModelResult result = outcome.TargetsApplied ? outcome.Result : TargetsLowering.Apply(outcome.Result, scope);
        IReadOnlyList<NamedValue> own = OutputLowering.Lower(result, outcome.Targets, scope);
        ImmutableArray<NamedValue> targets = result.Prediction is { } prediction
            ? [new NamedValue(TargetName(outcome, scope), prediction, true, model.Location)]
            : outcome.Targets;
        return new ModelOutcome(result, targets, [.. outcome.Outputs, .. own]);
    }

    // A chain with several targets yields the one that its chosen segment names.
    private static string TargetName(ModelOutcome outcome, ModelScope scope)
    {
        string nested = outcome.Targets.FirstOrDefault()?.Name ?? "";
        return nested.Length > 0 ? nested : scope.TargetField ?? "";
    }

    /// <summary>The outcome of a kind that yields a result and nothing of nested models.</summary>
    /// <param name="result">The result; null after a diagnostic.</param>
    internal static ModelOutcome? Simple(ModelResult? result) =>
        result is null ? null : new ModelOutcome(result, [], []);

    /// <summary>Whether a model of a kind that is only computed in double precision asks for no other; otherwise it is reported.</summary>
    /// <param name="scope">The model's scope.</param>
    internal static bool ComputesInDouble(ModelScope scope)
    {
        if (scope.Model.Common.MathContext == MathContext.Double)
        {
            return true;
        }

        Unsupported(
            scope, scope.Model.Location, $"x-mathContext=\"float\" of {scope.Model.ElementName}", "it is computed in double precision");
        return false;
    }

    /// <summary>Reports that an element has no exact translation.</summary>
    /// <param name="scope">The model's scope.</param>
    /// <param name="location">The element's place.</param>
    /// <param name="element">What it is.</param>
    /// <param name="reason">Why it is refused.</param>
    internal static void Unsupported(ModelScope scope, SourceLocation location, string element, string reason) =>
        scope.Context.Report(DiagnosticDescriptors.UnsupportedElement, location, element, reason);
}

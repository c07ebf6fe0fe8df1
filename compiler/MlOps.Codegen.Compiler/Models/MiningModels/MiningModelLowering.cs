using System.Collections.Immutable;
using MlOps.Codegen.Compiler.Lowering;
using MlOps.Codegen.Compiler.Pipeline;
using MlOps.Codegen.Compiler.Pipeline.Predicates;
using MlOps.Codegen.Compiler.Transformations;
using MlOps.Codegen.Diagnostics;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Expressions;

namespace MlOps.Codegen.Compiler.Models.MiningModels;

/// <summary>Lowers models of several models (PMML 4.4, Multiple Models).</summary>
internal static class MiningModelLowering
{
    public static ModelOutcome? Lower(Model model, ModelScope scope)
    {
        var mining = (MiningModel)model;
        if (mining.Segments.IsEmpty)
        {
            scope.Context.Report(DiagnosticDescriptors.InconsistentModel, model.Location, "the Segmentation has no Segment");
            return null;
        }

        switch (mining.Method)
        {
            case MultipleModelMethod.ModelChain or MultipleModelMethod.MultiModelChain or MultipleModelMethod.SelectFirst:
                return SegmentChoice.Lower(mining, scope);
            case MultipleModelMethod.SelectAll:
                ModelLowering.Unsupported(scope, model.Location, "multipleModelMethod selectAll", "it yields several results for one row");
                return null;
            default:
                return mining.Common.Function switch
                {
                    MiningFunction.Classification => ClassificationEnsemble.Lower(mining, scope),
                    MiningFunction.Clustering => ClusteringEnsemble.Lower(mining, scope),
                    _ => RegressionEnsemble.Lower(mining, scope),
                };
        }
    }

    /// <summary>Whether a segment applies; null after a diagnostic.</summary>
    public static Expression? Condition(Segment segment, ModelScope scope)
    {
        if (segment.Predicate is TruePredicate)
        {
            return Literal.True;
        }

        var origin = new Origin($"Segment {segment.Id}", segment.Location);
        return PredicateLowering.Lower(segment.Predicate, scope, origin) is { } condition
            ? scope.Context.Plan.Define($"segment_{segment.Id}_applies", condition, origin)
            : null;
    }

    /// <summary>Lowers all segments as members of an ensemble; null after a diagnostic.</summary>
    public static List<SegmentOutcome>? Members(MiningModel mining, ModelScope scope)
    {
        var members = new List<SegmentOutcome>();
        bool complete = true;
        foreach (Segment segment in mining.Segments)
        {
            Expression? condition = Condition(segment, scope);
            ModelOutcome? outcome = ModelLowering.Lower(segment.Model, scope.Context, scope);
            if (condition is null || outcome?.Result.Prediction is null)
            {
                complete = false;
                continue;
            }

            members.Add(new SegmentOutcome(segment, condition, outcome));
        }

        return complete ? members : null;
    }
}

/// <summary>A lowered segment.</summary>
/// <param name="Segment">The segment.</param>
/// <param name="Condition">Whether it applies; missing counts as false.</param>
/// <param name="Outcome">What it yields.</param>
internal sealed record SegmentOutcome(Segment Segment, Expression Condition, ModelOutcome Outcome)
{
    /// <summary>Whether it applies to every row.</summary>
    public bool Always => Condition is Literal { IsMissing: false, Value.Boolean: true };

    /// <summary>Segments that take part where they apply, for output fields that name them.</summary>
    /// <param name="members">The segments.</param>
    public static ImmutableDictionary<string, SegmentReference> ById(IEnumerable<SegmentOutcome> members) =>
        members.ToImmutableDictionary(member => member.Segment.Id, member => new SegmentReference(member.Outcome, member.Condition));
}

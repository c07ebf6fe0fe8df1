using System.Collections.Immutable;
using MlOps.Codegen.Compiler.Lowering;
using MlOps.Codegen.Diagnostics;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Expressions;

namespace MlOps.Codegen.Compiler.Models.MiningModels;

/// <summary>Votes, and means, medians and maxima of the segments' probabilities.</summary>
internal static class ClassificationEnsemble
{
    public static ModelOutcome? Lower(MiningModel mining, ModelScope scope)
    {
        bool votes = mining.Method is MultipleModelMethod.MajorityVote or MultipleModelMethod.WeightedMajorityVote;
        bool weighted = mining.Method is MultipleModelMethod.WeightedMajorityVote or MultipleModelMethod.WeightedAverage;
        bool average = mining.Method is MultipleModelMethod.Average or MultipleModelMethod.WeightedAverage;
        if (!votes && !average && mining.Method is not (MultipleModelMethod.Median or MultipleModelMethod.Max))
        {
            scope.Context.Report(
                DiagnosticDescriptors.InconsistentModel, mining.Location, $"the method {mining.Method} does not go with classification");
            return null;
        }

        bool everyTreeAnswers = !votes || mining.MissingPredictionTreatment == MissingPredictionTreatment.ReturnMissing
            || AlwaysAnswers(mining);
        bool fused = (votes || average) && TreeEnsembleFusion.Applies(mining) && everyTreeAnswers;
        List<SegmentOutcome>? members = fused ? [] : MiningModelLowering.Members(mining, scope);
        IReadOnlyList<CategoryValue>? probabilities = fused
            ? Fused(mining, votes, weighted, scope)
            : members is null ? null : General(mining, members, votes, weighted, average, scope);
        return probabilities is null
            ? null
            : ModelLowering.Simple(
                Classification.FromProbabilities(probabilities, scope, new Origin("Segmentation", mining.Location)) with
                {
                    Segments = SegmentOutcome.ById(members!),
                });
    }

    // Under "continue" a missing vote counts for itself; the kernel knows only a sum that is missing as a whole.
    private static bool AlwaysAnswers(MiningModel mining) => mining.Segments.All(segment =>
        segment.Model is TreeModels.TreeModel tree
        && tree.MissingValueStrategy is not TreeModels.MissingValueStrategy.NullPrediction
        && (tree.NoTrueChildStrategy == TreeModels.NoTrueChildStrategy.ReturnLastPrediction || IsBinaryAndComplete(tree)));

    // A tree whose children always come in pairs of opposites still leaves out rows whose field is missing.
    private static bool IsBinaryAndComplete(TreeModels.TreeModel tree) =>
        tree.Nodes.All(node => node.Children.IsEmpty
            || tree.Nodes[node.Children[^1]].Predicate is Pipeline.Predicates.TruePredicate);

    private static CategoryValue[]? Fused(MiningModel mining, bool votes, bool weighted, ModelScope scope)
    {
        IReadOnlyList<CategoryValue>? sums = TreeEnsembleFusion.Sums(
            mining, segment => weighted ? segment.Weight : 1, votes, scope);
        double total = weighted ? mining.Segments.Sum(segment => segment.Weight) : mining.Segments.Length;
        return sums is null ? null : [.. sums.Select(sum => sum with { Value = Build.Divide(sum.Value, Build.Number(total)) })];
    }

    private static List<CategoryValue>? General(
        MiningModel mining, List<SegmentOutcome> members, bool votes, bool weighted, bool average, ModelScope scope)
    {
        var part = new SegmentVotes(mining, members, scope);
        Literal[] categories =
        [
            .. Classification.InTargetOrder(members.SelectMany(member => CategoriesOf(member, votes, scope)).Distinct(), scope),
        ];
        if (categories.Length == 0)
        {
            ModelLowering.Unsupported(
                scope, mining.Location, $"the method {mining.Method}", votes ? "the segments' labels are not known" : "the segments yield no probabilities");
            return null;
        }

        return votes
            ? Votes(mining, members, part, categories, weighted, scope)
            : Combined(mining, members, part, categories, weighted, average, scope);
    }

    private static IEnumerable<Literal> CategoriesOf(SegmentOutcome member, bool votes, ModelScope scope)
    {
        IEnumerable<Literal> known = member.Outcome.Result.Probabilities.Select(p => p.Category);
        return votes
            ? known.Concat((scope.TargetDataField?.Values ?? []).Select(value => Classification.Category(value.Value, scope, value.Location)))
            : known;
    }

    private static List<CategoryValue> Votes(
        MiningModel mining,
        List<SegmentOutcome> members,
        SegmentVotes part,
        Literal[] categories,
        bool weighted,
        ModelScope scope)
    {
        var sums = new List<CategoryValue>();
        foreach (Literal category in categories)
        {
            Expression[] votes = [.. members.Select(member => Build.If(
                Build.Equal(member.Outcome.Result.Prediction!.Value, category), Build.Number(1), Build.Number(0)))];
            sums.Add(new CategoryValue(category, part.Sum($"votes_{category.Value}", votes, weighted)));
        }

        var origin = new Origin("Segmentation", mining.Location);
        Expression cast = Sums.Define("votes", sums.Select(sum => sum.Value), scope, origin);
        Expression guard = Literal.False;
        if (mining.MissingPredictionTreatment == MissingPredictionTreatment.Continue)
        {
            // PMML 4.4, Multiple Models: missing wins if it has more votes than any category.
            Expression[] missing = [.. members.Select(member => Build.If(
                Build.IsMissing(member.Outcome.Result.Prediction!.Value), Build.Number(1), Build.Number(0)))];
            Expression most = Build.Nary(NaryOperator.Max, [.. sums.Select(sum => sum.Value)]);
            guard = scope.Context.Plan.Define(
                "missing_wins", Build.Binary(BinaryOperator.Greater, part.Sum("votes_missing", missing, weighted), most), origin);
        }

        return [.. sums.Select(sum => sum with
        {
            Value = part.Guard(Build.If(guard, Literal.Missing(DataType.Double), Build.Divide(sum.Value, cast))),
        })];
    }

    private static List<CategoryValue>? Combined(
        MiningModel mining,
        List<SegmentOutcome> members,
        SegmentVotes part,
        Literal[] categories,
        bool weighted,
        bool average,
        ModelScope scope)
    {
        var combined = new List<CategoryValue>();
        Expression? total = average ? part.Total(weighted) : null;
        foreach (Literal category in categories)
        {
            Expression[] values = [.. members.Select(member => Probability(member, category))];
            Expression? value = average
                ? Build.Divide(part.Sum($"sum_{category.Value}", values, weighted), total!)
                : Extreme(mining, part, values, scope);
            if (value is null)
            {
                return null;
            }

            combined.Add(new CategoryValue(category, part.Guard(value)));
        }

        return combined;
    }

    private static Expression? Extreme(MiningModel mining, SegmentVotes part, Expression[] values, ModelScope scope) =>
        mining.Method == MultipleModelMethod.Median
            ? Medians.Median(part, values, scope)
            : Build.Nary(NaryOperator.Max, [.. values.Select((value, i) => Build.If(part.TakesPart(i), value, Build.Number(0)))]);

    private static Expression Probability(SegmentOutcome member, Literal category)
    {
        ImmutableArray<CategoryValue> own = member.Outcome.Result.Probabilities;
        return own.FirstOrDefault(p => p.Category == category)?.Value
            ?? (own.IsEmpty ? Literal.Missing(DataType.Double) : Build.If(Build.IsPresent(own[0].Value), Build.Number(0), Literal.Missing(DataType.Double)));
    }
}

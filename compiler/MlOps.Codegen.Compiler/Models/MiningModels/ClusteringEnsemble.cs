using MlOps.Codegen.Compiler.Lowering;
using MlOps.Codegen.Compiler.Pipeline;
using MlOps.Codegen.Diagnostics;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Expressions;

namespace MlOps.Codegen.Compiler.Models.MiningModels;

/// <summary>Votes of clusterings for cluster ids. Of ids with equally many votes the one wins that an earlier segment votes for.</summary>
internal static class ClusteringEnsemble
{
    public static ModelOutcome? Lower(MiningModel mining, ModelScope scope)
    {
        if (mining.Method is not (MultipleModelMethod.MajorityVote or MultipleModelMethod.WeightedMajorityVote))
        {
            scope.Context.Report(
                DiagnosticDescriptors.InconsistentModel, mining.Location, $"the method {mining.Method} does not go with clustering");
            return null;
        }

        if (MiningModelLowering.Members(mining, scope) is not { } members)
        {
            return null;
        }

        string[] ids = [.. members.SelectMany(member => member.Outcome.Result.Entities?.Ids ?? []).Distinct(StringComparer.Ordinal)];
        if (members.Exists(member => member.Outcome.Result is not { Function: MiningFunction.Clustering, Entities: not null }))
        {
            ModelLowering.Unsupported(
                scope, mining.Location, $"the method {mining.Method}", "the clusters of some segment are not known");
            return null;
        }

        var origin = new Origin("Segmentation", mining.Location);
        var part = new SegmentVotes(mining, members, scope);
        bool weighted = mining.Method == MultipleModelMethod.WeightedMajorityVote;
        Expression[] labels = [.. members.Select(member => member.Outcome.Result.Prediction!.Value)];
        Expression[] votes = [.. ids.Select(id => Votes($"votes_{id}", label => Build.Equal(label, Literal.String(id))))];
        Expression most = scope.Context.Plan.Define("most_votes", Build.Nary(NaryOperator.Max, votes), origin);
        Expression winner = Build.Case(
            [.. labels.Select((label, i) => new CaseBranch(Build.And(part.TakesPart(i), Build.Equal(VotesOf(label), most)), label))],
            Literal.Missing(DataType.String));
        if (mining.MissingPredictionTreatment == MissingPredictionTreatment.Continue)
        {
            // PMML 4.4, Multiple Models: missing wins if it has more votes than any id.
            Expression missingWins = Build.Binary(BinaryOperator.Greater, Votes("votes_missing", Build.IsMissing), most);
            winner = Build.If(missingWins, Literal.Missing(DataType.String), winner);
        }

        Expression prediction = scope.Context.Plan.Define("cluster", part.Guard(winner), origin);
        return ModelLowering.Simple(new ModelResult
        {
            Function = MiningFunction.Clustering,
            Prediction = new TypedExpression(prediction, new DeclaredType(DataType.String), OpType.Categorical),
            Segments = SegmentOutcome.ById(members),
        });

        Expression Votes(string name, Func<Expression, Expression> isVote) => part.Sum(
            name, [.. labels.Select(label => Build.If(isVote(label), Build.Number(1), Build.Number(0)))], weighted);

        Expression VotesOf(Expression label) => Build.Case(
            [.. ids.Select((id, i) => new CaseBranch(Build.Equal(label, Literal.String(id)), votes[i]))],
            Literal.Missing(DataType.Double));
    }
}

using System.Collections.Immutable;
using MlOps.Codegen.Compiler.Lowering;
using MlOps.Codegen.Compiler.Pipeline;
using MlOps.Codegen.Compiler.Transformations;
using MlOps.Codegen.Diagnostics;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Expressions;

namespace MlOps.Codegen.Compiler.Models.BayesianNetworkModels;

/// <summary>Lowers Bayesian networks: the posterior of discrete targets, by eliminating all other nodes one after the other.</summary>
internal static class BayesianNetworkModelLowering
{
    // Of all tables that arise together.
    private const long MostEntries = 20_000;

    public static ModelOutcome? Lower(Model model, ModelScope scope)
    {
        var network = (BayesianNetworkModel)model;
        string[] targets = [.. model.Common.MiningSchema.Where(field => field.UsageType == UsageType.Target).Select(field => field.Name)];
        if (targets.Length != 1)
        {
            ModelLowering.Unsupported(
                scope, model.Location, "a BayesianNetworkModel with other than one target", "each target needs a model of its own");
            return null;
        }

        if (network.ContinuousNodes.Any(node => node.Name == targets[0]))
        {
            ModelLowering.Unsupported(
                scope, model.Location, $"the continuous target '{targets[0]}'", "its distribution given the other nodes has no closed form");
            return null;
        }

        if (!ModelLowering.ComputesInDouble(scope) || NetworkFactors.Of(network, scope) is not { } factors)
        {
            return null;
        }

        int target = factors.NumberOf(targets[0]);
        if (target < 0)
        {
            scope.Context.Report(
                DiagnosticDescriptors.InconsistentModel, model.Location, $"the target '{targets[0]}' is no node of the network");
            return null;
        }

        return Posterior(factors, target, model, scope) is { } posterior
            ? ModelLowering.Simple(Classification.FromProbabilities(posterior, scope, new Origin("BayesianNetworkModel", model.Location)))
            : null;
    }

    private static CategoryValue[]? Posterior(NetworkFactors network, int target, Model model, ModelScope scope)
    {
        var origin = new Origin("BayesianNetworkModel", model.Location);
        int[] sizes = [.. network.Values.Select(values => values.Length)];
        List<Factor> factors = [.. network.Factors];
        var pending = Enumerable.Range(0, sizes.Length).Where(node => node != target).ToList();
        long entries = 0;
        while (pending.Count > 0)
        {
            // The cheapest next: ties go to the first, so that the result is always the same.
            int node = pending.MinBy(candidate => Cost(factors, candidate, sizes));
            entries += Cost(factors, node, sizes);
            if (entries > MostEntries)
            {
                ModelLowering.Unsupported(
                    scope, model.Location, "inference in this network", "eliminating its nodes makes tables of more than 20,000 entries");
                return null;
            }

            pending.Remove(node);
            Factor[] about = [.. factors.Where(factor => factor.Nodes.Contains(node))];
            factors.RemoveAll(factor => factor.Nodes.Contains(node));
            factors.Add(Factor.Combine(about, node, sizes, Defined("message")));
        }

        Factor joint = Factor.Combine(factors, -1, sizes, Defined("joint"));
        Expression sum = Sums.Define("evidence", joint.Entries, scope, origin);
        var categories = new List<CategoryValue>();
        foreach ((int value, string text) in network.Values[target].Index())
        {
            categories.Add(new CategoryValue(
                Classification.Category(text, scope, model.Location), Build.Divide(joint.Entries[value], sum)));
        }

        return [.. categories];

        Func<Expression, Expression> Defined(string name) => entry =>
            scope.Context.Plan.Define(name, ExpressionDepth.Bounded(entry, name, scope.Context, origin), origin);
    }

    private static long Cost(List<Factor> factors, int node, int[] sizes) => factors
        .Where(factor => factor.Nodes.Contains(node))
        .SelectMany(factor => factor.Nodes)
        .Distinct()
        .Aggregate(1L, (product, other) => Math.Min(product * sizes[other], MostEntries + 1));
}

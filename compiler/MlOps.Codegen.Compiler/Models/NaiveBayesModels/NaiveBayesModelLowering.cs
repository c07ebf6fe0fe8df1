using System.Collections.Immutable;
using MlOps.Codegen.Compiler.Lowering;
using MlOps.Codegen.Compiler.Pipeline;
using MlOps.Codegen.Diagnostics;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Expressions;
using MlOps.Codegen.Plan.Kernels;

namespace MlOps.Codegen.Compiler.Models.NaiveBayesModels;

/// <summary>Lowers naive Bayes models: logarithms of likelihoods, added up per category, and their shares.</summary>
/// <remarks>
/// Products of hundreds of probabilities leave the range of a double, their logarithms do not. The logarithms of what the file
/// states are constants; a row costs additions, and one exponential per category.
/// </remarks>
internal static class NaiveBayesModelLowering
{
    public static ModelOutcome? Lower(Model model, ModelScope scope)
    {
        var bayes = (NaiveBayesModel)model;
        var origin = new Origin("NaiveBayesModel", model.Location);
        if (!CheckTarget(bayes, scope) || !ModelLowering.ComputesInDouble(scope))
        {
            return null;
        }

        Literal[] categories = [.. bayes.Output.Select(count => Classification.Category(count.Value, scope, count.Location))];
        if (categories.Distinct().Count() < categories.Length)
        {
            scope.Context.Report(DiagnosticDescriptors.InconsistentModel, model.Location, "the BayesOutput counts a category twice");
            return null;
        }

        var terms = categories.Select(_ => ImmutableArray.CreateBuilder<LinearTerm>()).ToArray();
        bool complete = true;
        foreach (BayesInput input in bayes.Inputs)
        {
            Expression[]? factors = input.Stats.IsEmpty
                ? DiscreteLikelihood.Lower(input, bayes.Threshold, categories, scope)
                : ContinuousLikelihood.Lower(input, bayes.Threshold, categories, scope);
            complete &= factors is not null;
            for (int i = 0; i < factors?.Length; i++)
            {
                terms[i].Add(new LinearTerm(1, factors[i]));
            }
        }

        if (!complete)
        {
            return null;
        }

        Expression[] likelihoods = [.. categories.Select((category, i) => LogLikelihood(category, bayes.Output[i].Count, terms[i].ToImmutable()))];
        return ModelLowering.Simple(Classification.FromProbabilities(Shares(categories, likelihoods, scope, origin), scope, origin));

        Expression LogLikelihood(Literal category, double prior, ImmutableArray<LinearTerm> factors)
        {
            var kernel = new LinearCombination(LogProbability.Of(prior), factors);
            return new ValueReference(
                scope.Context.Plan.DefineKernel([$"log_likelihood_{category.Value}"], kernel, origin)[0]);
        }
    }

    private static bool CheckTarget(NaiveBayesModel bayes, ModelScope scope)
    {
        if (bayes.Common.Function == MiningFunction.Classification)
        {
            return true;
        }

        scope.Context.Report(
            DiagnosticDescriptors.InconsistentModel, bayes.Location, "a NaiveBayesModel does classification and nothing else");
        return false;
    }

    // Relative to the largest, so that no exponential overflows. Where every category is impossible there is no result.
    private static CategoryValue[] Shares(Literal[] categories, Expression[] likelihoods, ModelScope scope, Origin origin)
    {
        Expression largest = scope.Context.Plan.Define(
            "largest_log_likelihood", Build.Nary(NaryOperator.Max, likelihoods), origin);
        Expression possible = Build.Binary(BinaryOperator.Greater, largest, Build.Number(LogProbability.Least));
        Expression[] exponentials =
        [
            .. likelihoods.Select((likelihood, i) => scope.Context.Plan.Define(
                $"likelihood_{categories[i].Value}",
                Build.If(
                    possible, Build.Unary(UnaryOperator.Exp, Build.Subtract(likelihood, largest)), Literal.Missing(DataType.Double)),
                origin)),
        ];
        Expression sum = Sums.Define("likelihoods", exponentials, scope, origin);
        return [.. categories.Select((category, i) => new CategoryValue(category, Build.Divide(exponentials[i], sum)))];
    }
}

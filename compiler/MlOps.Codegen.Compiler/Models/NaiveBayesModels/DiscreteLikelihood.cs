using System.Collections.Immutable;
using MlOps.Codegen.Compiler.Lowering;
using MlOps.Codegen.Compiler.Transformations;
using MlOps.Codegen.Diagnostics;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Expressions;
using MlOps.Codegen.Plan.Kernels;

namespace MlOps.Codegen.Compiler.Models.NaiveBayesModels;

/// <summary>How likely a discrete input makes each category.</summary>
/// <remarks>A value that is missing, or that the file has no counts for, says nothing of any category.</remarks>
internal static class DiscreteLikelihood
{
    // A few values read best as a choice inside the sum; more are looked up once for all categories.
    private const int MostChoices = 8;

    /// <summary>Per category the logarithm of the conditional probability, 0 where there is none; null after a diagnostic.</summary>
    public static Expression[]? Lower(BayesInput input, double threshold, Literal[] categories, ModelScope scope)
    {
        var origin = new Origin($"BayesInput {input.Field}", input.Location);
        if (Value(input, scope, origin) is not { } value || Rows(input, value, threshold, categories, scope) is not { } rows)
        {
            return null;
        }

        PlanValue key = scope.Context.AsValue(input.Field, Key(value.Value), origin);
        if (rows.Length <= MostChoices)
        {
            return [.. categories.Select((_, i) => Build.Case(
                [
                    .. rows.Select(row => new CaseBranch(
                        Build.Equal(Build.Ref(key), new Literal(key.Type, row.Key[0])), Build.Number(row.Values[i].Double))),
                ],
                Build.Number(0)))];
        }

        ImmutableArray<Literal> nothing = [.. categories.Select(_ => Literal.Double(0))];
        var table = new LookupTable([key], rows, nothing, nothing);
        string[] names = [.. categories.Select(category => $"{input.Field}_given_{category.Value}")];
        return [.. scope.Context.Plan.DefineKernel(names, table, origin).Select(Build.Ref)];
    }

    private static TypedExpression? Value(BayesInput input, ModelScope scope, Origin origin)
    {
        if (input.Derived is not { } derived)
        {
            return scope.Resolve(input.Field, input.Location);
        }

        return ExpressionLowering.Lower(derived.Expression, scope, origin) is { } value
            ? Conversions.Convert(value, derived.Type, scope, derived.Location)
            : null;
    }

    private static Expression Key(Expression value) =>
        value.Type is DataType.Date or DataType.Time or DataType.DateTime
            ? Build.Unary(UnaryOperator.ToInteger, value)
            : value;

    private static ImmutableArray<LookupRow>? Rows(
        BayesInput input, TypedExpression value, double threshold, Literal[] categories, ModelScope scope)
    {
        if (Counts(input, categories, scope) is not { } counts)
        {
            return null;
        }

        double[] totals = new double[categories.Length];
        foreach (double?[] row in counts)
        {
            for (int i = 0; i < totals.Length; i++)
            {
                totals[i] += row[i] ?? 0;
            }
        }

        var rows = ImmutableArray.CreateBuilder<LookupRow>(counts.Count);
        var known = new HashSet<Scalar>();
        foreach ((PairCounts pair, double?[] row) in input.PairCounts.Zip(counts))
        {
            if (Parse(pair, value, scope, out bool isValid) is { } key && known.Add(key))
            {
                rows.Add(new LookupRow([key], [.. row.Select((count, i) => Scalar.FromDouble(Factor(count, totals[i], threshold)))]));
            }
            else if (!isValid)
            {
                return null;
            }
        }

        return rows.ToImmutable();
    }

    // A fraction is no value of an integer field: its counts take part in the totals and apply to no row.
    private static Scalar? Parse(PairCounts pair, TypedExpression value, ModelScope scope, out bool isValid)
    {
        Literal? literal = ConstantText.Parse(pair.Value, value.Type);
        isValid = literal is not null
            || (value.Type.Type == DataType.Integer && ConstantText.Parse(pair.Value, DataType.Double) is not null);
        if (!isValid)
        {
            scope.Context.Report(DiagnosticDescriptors.InvalidConstant, pair.Location, pair.Value, Conversions.Name(value.Type));
        }

        return literal is { IsMissing: false } ? literal.Value : null;
    }

    // Like JPMML, a category that a value's counts leave out is not moved by that value.
    private static double Factor(double? count, double total, double threshold) => count switch
    {
        null => 0,
        { } known when LogProbability.IsZero(known) => LogProbability.Of(threshold),
        { } known => Math.Log(known / total),
    };

    private static List<double?[]>? Counts(BayesInput input, Literal[] categories, ModelScope scope)
    {
        var counts = new List<double?[]>();
        foreach (PairCounts pair in input.PairCounts)
        {
            double?[] row = new double?[categories.Length];
            foreach (TargetValueCount count in pair.Counts)
            {
                int category = Array.IndexOf(categories, Classification.Category(count.Value, scope, count.Location));
                if (category < 0)
                {
                    scope.Context.Report(
                        DiagnosticDescriptors.InconsistentModel, count.Location, $"the BayesOutput has no count of the category '{count.Value}'");
                    return null;
                }

                row[category] = (row[category] ?? 0) + count.Count;
            }

            counts.Add(row);
        }

        return counts;
    }
}

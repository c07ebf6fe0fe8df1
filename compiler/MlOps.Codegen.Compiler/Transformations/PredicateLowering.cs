using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using MlOps.Codegen.Compiler.Lowering;
using MlOps.Codegen.Compiler.Pipeline;
using MlOps.Codegen.Compiler.Pipeline.Predicates;
using MlOps.Codegen.Diagnostics;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Expressions;

namespace MlOps.Codegen.Compiler.Transformations;

/// <summary>Lowers predicates to booleans, in which unknown is missing.</summary>
public static class PredicateLowering
{
    /// <summary>Lowers a predicate.</summary>
    /// <param name="predicate">The predicate.</param>
    /// <param name="scope">What its fields mean.</param>
    /// <param name="origin">Where it comes from.</param>
    /// <returns>A boolean; null after a diagnostic.</returns>
    public static Expression? Lower(Predicate predicate, IFieldScope scope, Origin origin)
    {
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            scope.Context.Report(DiagnosticDescriptors.ExpressionTooLarge, predicate.Location, "predicates are nested too deeply");
            return null;
        }

        return predicate switch
        {
            TruePredicate => Literal.True,
            FalsePredicate => Literal.False,
            SimplePredicate simple => LowerSimple(simple, scope),
            SimpleSetPredicate set => LowerSet(set, scope),
            CompoundPredicate compound => LowerCompound(compound, scope, origin),
            _ => throw new InvalidOperationException($"unknown predicate {predicate.GetType().Name}"),
        };
    }

    private static Expression? LowerSimple(SimplePredicate simple, IFieldScope scope)
    {
        if (scope.Resolve(simple.Field, simple.Location) is not { } field)
        {
            return null;
        }

        return simple.Operator switch
        {
            SimpleOperator.IsMissing => Build.IsMissing(field.Value),
            SimpleOperator.IsNotMissing => Build.IsPresent(field.Value),
            _ => Comparisons.LowerText(Comparison(simple.Operator), field, simple.Value, scope, simple.Location),
        };
    }

    private static BinaryOperator Comparison(SimpleOperator @operator) => @operator switch
    {
        SimpleOperator.Equal => BinaryOperator.Equal,
        SimpleOperator.NotEqual => BinaryOperator.NotEqual,
        SimpleOperator.LessThan => BinaryOperator.Less,
        SimpleOperator.LessOrEqual => BinaryOperator.LessOrEqual,
        SimpleOperator.GreaterThan => BinaryOperator.Greater,
        SimpleOperator.GreaterOrEqual => BinaryOperator.GreaterOrEqual,
        _ => throw new InvalidOperationException($"{@operator} is no comparison"),
    };

    private static Expression? LowerSet(SimpleSetPredicate set, IFieldScope scope)
    {
        if (scope.Resolve(set.Field, set.Location) is not { } field)
        {
            return null;
        }

        return ValueSet.Contains(field, set.Values, scope, set.Location) is { } contains
            ? set.IsIn ? contains : Build.Not(contains)
            : null;
    }

    private static Expression? LowerCompound(CompoundPredicate compound, IFieldScope scope, Origin origin)
    {
        var parts = ImmutableArray.CreateBuilder<Expression>(compound.Predicates.Length);
        bool complete = true;
        foreach (Predicate predicate in compound.Predicates)
        {
            Expression? part = Lower(predicate, scope, origin);
            complete &= part is not null;
            if (part is not null)
            {
                parts.Add(ExpressionDepth.Bounded(part, "condition", scope.Context, origin));
            }
        }

        if (!complete)
        {
            return null;
        }

        return compound.Operator switch
        {
            CompoundOperator.And => Build.And(parts.ToArray()),
            CompoundOperator.Or => Build.Or(parts.ToArray()),
            CompoundOperator.Surrogate => Build.Coalesce(parts.ToArray()),
            CompoundOperator.Xor => parts.Aggregate((left, right) => ExpressionDepth.Bounded(
                Build.Binary(BinaryOperator.NotEqual, left, right), "condition", scope.Context, origin)),
            _ => throw new InvalidOperationException($"unknown operator {compound.Operator}"),
        };
    }
}

using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using MlOps.Codegen.Compiler.Lowering;
using MlOps.Codegen.Compiler.Pipeline;
using MlOps.Codegen.Compiler.Pipeline.Expressions;
using MlOps.Codegen.Compiler.Transformations.Functions;
using MlOps.Codegen.Diagnostics;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Expressions;

namespace MlOps.Codegen.Compiler.Transformations;

/// <summary>Lowers PMML's expressions (PMML 4.4, Transformations).</summary>
public static class ExpressionLowering
{
    /// <summary>Lowers an expression.</summary>
    /// <param name="expression">The expression.</param>
    /// <param name="scope">What field names mean.</param>
    /// <param name="origin">What it belongs to.</param>
    /// <returns>The value, of bounded depth; null after a diagnostic.</returns>
    public static TypedExpression? Lower(PipelineExpression expression, IFieldScope scope, Origin origin)
    {
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            scope.Context.Report(DiagnosticDescriptors.ExpressionTooLarge, expression.Location, "expressions are nested too deeply");
            return null;
        }

        TypedExpression? lowered = expression switch
        {
            Constant constant => LowerConstant(constant, scope),
            FieldRef field => LowerFieldRef(field, scope),
            Apply apply => FunctionCalls.Lower(apply, scope, origin),
            NormContinuous norm => Normalizations.Continuous(norm, scope, origin),
            NormDiscrete norm => Normalizations.Discrete(norm, scope),
            Discretize discretize => Discretizations.Lower(discretize, scope, origin),
            MapValues map => MapValuesLowering.Lower(map, scope, origin),
            TextIndex index => TextIndexLowering.Lower(index, scope, origin),
            _ => throw new InvalidOperationException($"unknown expression {expression.GetType().Name}"),
        };
        return lowered is null
            ? null
            : lowered with { Value = ExpressionDepth.Bounded(lowered.Value, "part", scope.Context, origin) };
    }

    /// <summary>A field as a double, named so that a formula may use it several times; null after a diagnostic.</summary>
    internal static Expression? NumberField(string field, SourceLocation at, IFieldScope scope, Origin origin)
    {
        if (scope.Resolve(field, at) is not { } value)
        {
            return null;
        }

        if (value.Value.Type is not (DataType.Integer or DataType.Double or DataType.Boolean))
        {
            scope.Context.Report(DiagnosticDescriptors.TypeMismatch, at, $"the {Conversions.Name(value.Type)} field '{field}'", "a number");
            return null;
        }

        return scope.Context.Plan.Define(field + "_number", Build.ToDouble(value.Value), origin);
    }

    private static TypedExpression? LowerConstant(Constant constant, IFieldScope scope)
    {
        if (constant.IsMissing)
        {
            DeclaredType missing = constant.Type ?? new DeclaredType(DataType.String);
            return new TypedExpression(Literal.Missing(Conversions.Held(missing.Type)), missing, OpType.Categorical);
        }

        Literal? literal;
        DeclaredType type;
        if (constant.Type is { } declared)
        {
            literal = Conversions.ParseOrReport(constant.Value, declared, scope, constant.Location);
            type = declared;
        }
        else
        {
            literal = ConstantText.Infer(constant.Value);
            type = new DeclaredType(literal.Type);
        }

        OpType opType = type.Type is DataType.String or DataType.Boolean ? OpType.Categorical : OpType.Continuous;
        return literal is null ? null : new TypedExpression(literal, type, opType);
    }

    private static TypedExpression? LowerFieldRef(FieldRef field, IFieldScope scope)
    {
        if (scope.Resolve(field.Field, field.Location) is not { } value || field.MapMissingTo is null)
        {
            return scope.Resolve(field.Field, field.Location);
        }

        Literal? standIn = Conversions.ParseOrReport(field.MapMissingTo, value.Type, scope, field.Location);
        return standIn is null ? null : value with { Value = Build.Coalesce(value.Value, standIn) };
    }
}

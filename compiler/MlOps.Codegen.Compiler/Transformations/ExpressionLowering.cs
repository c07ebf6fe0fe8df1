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

/// <summary>Lowers PMML's expressions.</summary>
public static class ExpressionLowering
{
    /// <summary>Lowers an expression.</summary>
    /// <param name="expression">The expression.</param>
    /// <param name="scope">What its fields mean.</param>
    /// <param name="origin">Where it comes from.</param>
    /// <returns>The value; null after a diagnostic.</returns>
    public static TypedExpression? Lower(PipelineExpression expression, IFieldScope scope, Origin origin) =>
        Lower(expression, scope, origin, wanted: null);

    /// <summary>Lowers an expression whose value will be converted to a type that is known already.</summary>
    /// <param name="expression">The expression.</param>
    /// <param name="scope">What its fields mean.</param>
    /// <param name="origin">Where it comes from.</param>
    /// <param name="wanted">
    /// The type that constants without one are read as: tables and bins, whose results are text by default, are then typed at once.
    /// </param>
    /// <returns>The value, not yet converted; null after a diagnostic.</returns>
    public static TypedExpression? Lower(PipelineExpression expression, IFieldScope scope, Origin origin, DeclaredType? wanted)
    {
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            scope.Context.Report(DiagnosticDescriptors.ExpressionTooLarge, expression.Location, "it is nested too deeply");
            return null;
        }

        return expression switch
        {
            Constant constant => LowerConstant(constant, scope),
            FieldRef reference => LowerReference(reference, scope),
            Apply apply => LowerApply(apply, scope, origin, wanted),
            NormContinuous continuous => Normalization.Lower(continuous, scope, origin),
            NormDiscrete discrete => Normalization.Lower(discrete, scope),
            Discretize discretize => Discretization.Lower(discretize, scope, origin, wanted),
            MapValues map => TableLookup.Lower(map, scope, origin, wanted),
            TextIndex index => TermCounting.Lower(index, scope, origin),
            _ => throw new InvalidOperationException($"unknown expression {expression.GetType().Name}"),
        };
    }

    private static TypedExpression? LowerConstant(Constant constant, IFieldScope scope)
    {
        bool isEmpty = constant.Value.Length == 0 && constant.Type is { Type: not DataType.String };
        if (constant.IsMissing || isEmpty)
        {
            DeclaredType missing = constant.Type ?? new DeclaredType(DataType.String);
            return Typed(Literal.Missing(Conversions.Held(missing.Type)), missing);
        }

        if (constant.Type is not { } type)
        {
            Literal inferred = ConstantText.Infer(constant.Value);
            return Typed(inferred, new DeclaredType(inferred.Type));
        }

        return Conversions.ParseOrReport(constant.Value, type, scope, constant.Location) is { } literal ? Typed(literal, type) : null;
    }

    private static TypedExpression Typed(Expression value, DeclaredType type) =>
        new(value, type, Conversions.IsNumeric(type) ? OpType.Continuous : OpType.Categorical);

    private static TypedExpression? LowerReference(FieldRef reference, IFieldScope scope)
    {
        TypedExpression? field = scope.Resolve(reference.Field, reference.Location);
        return field is null || reference.MapMissingTo is null
            ? field
            : MissingValues.Replace(field, reference.MapMissingTo, scope, reference.Location);
    }

    private static TypedExpression? LowerApply(Apply apply, IFieldScope scope, Origin origin, DeclaredType? wanted)
    {
        // Only the chosen branch of an if passes its type on.
        bool isChoice = apply.Function == "if";
        var arguments = ImmutableArray.CreateBuilder<TypedExpression>(apply.Arguments.Length);
        bool complete = true;
        for (int i = 0; i < apply.Arguments.Length; i++)
        {
            TypedExpression? argument = Lower(apply.Arguments[i], scope, origin, isChoice && i > 0 ? wanted : null);
            complete &= argument is not null;
            if (argument is not null)
            {
                arguments.Add(argument with
                {
                    Value = ExpressionDepth.Bounded(argument.Value, apply.Function + "_argument", scope.Context, origin),
                });
            }
        }

        if (!complete)
        {
            return null;
        }

        var call = new FunctionCall(apply, arguments.MoveToImmutable(), scope, origin);
        TypedExpression? result = BuiltInFunctions.Find(apply.Function) is { } builtIn ? builtIn.Call(call) : DefinedFunctions.Call(call);
        return result is null ? null : WithReplacements(call, result, BuiltInFunctions.Find(apply.Function));
    }

    // mapMissingTo stands for the call where an argument is missing; defaultValue for a result that is missing all the same.
    private static TypedExpression? WithReplacements(FunctionCall call, TypedExpression result, BuiltInFunction? builtIn)
    {
        Apply apply = call.Apply;
        if (apply.MapMissingTo is null && apply.DefaultValue is null)
        {
            return result;
        }

        Expression anyMissing = builtIn?.Name == "if"
            ? ChoiceMissing(call)
            : Build.Or([.. call.Arguments.Select(argument => Build.IsMissing(argument.Value))]);
        if (apply.DefaultValue is { } defaultValue)
        {
            // Outside its domain a function has no value at all: only asMissing lets the default stand for it.
            bool invalidIsMissing = apply.InvalidValueTreatment == InvalidValueTreatment.AsMissing;
            TypedExpression? replaced = builtIn is { HasDomain: true } && !invalidIsMissing
                ? MissingValues.ReplaceWhere(anyMissing, result, defaultValue, call.Scope, apply.Location)
                : MissingValues.Replace(result, defaultValue, call.Scope, apply.Location);
            if (replaced is null)
            {
                return null;
            }

            result = replaced;
        }

        return apply.MapMissingTo is { } mapMissingTo
            ? MissingValues.ReplaceWhere(anyMissing, result, mapMissingTo, call.Scope, apply.Location)
            : result;
    }

    // Of an if only the condition and the branch that is taken count as arguments.
    private static Expression ChoiceMissing(FunctionCall call)
    {
        Expression condition = call.Arguments[0].Value;
        var taken = new List<Expression> { Build.IsMissing(condition) };
        taken.Add(Build.And(condition, Build.IsMissing(call.Arguments[1].Value)));
        if (call.Arguments.Length > 2)
        {
            taken.Add(Build.And(Build.Not(condition), Build.IsMissing(call.Arguments[2].Value)));
        }

        return Build.Or([.. taken]);
    }
}

using System.Collections.Immutable;
using MlOps.Codegen.Compiler.Lowering;
using MlOps.Codegen.Compiler.Pipeline;
using MlOps.Codegen.Compiler.Pipeline.Expressions;
using MlOps.Codegen.Diagnostics;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Expressions;

namespace MlOps.Codegen.Compiler.Transformations.Functions;

/// <summary>Lowers Apply: calls of built-in functions and of the file's own (PMML 4.4, Functions).</summary>
internal static class FunctionCalls
{
    public static TypedExpression? Lower(Apply apply, IFieldScope scope, Origin origin)
    {
        var arguments = new List<TypedExpression>();
        bool complete = true;
        foreach (PipelineExpression argument in apply.Arguments)
        {
            TypedExpression? lowered = ExpressionLowering.Lower(argument, scope, origin);
            complete &= lowered is not null;
            if (lowered is not null)
            {
                arguments.Add(lowered);
            }
        }

        if (!complete)
        {
            return null;
        }

        var site = new CallSite(apply, scope, origin);
        TypedExpression? result = BuiltInFunctions.Find(apply.Function) is { } builtIn
            ? builtIn(arguments, site)
            : CallDefined(apply, arguments, scope, origin);
        return result is null ? null : WithStandIns(apply, arguments, result, scope);
    }

    private static TypedExpression? CallDefined(
        Apply apply, List<TypedExpression> arguments, IFieldScope scope, Origin origin)
    {
        DefineFunction? function = scope.Context.Document.TransformationDictionary.Functions
            .FirstOrDefault(candidate => candidate.Name == apply.Function);
        if (function is null)
        {
            string? close = scope.Context.Document.TransformationDictionary.Functions.Select(f => f.Name)
                .Concat(BuiltInFunctions.Names)
                .FirstOrDefault(name => string.Equals(name, apply.Function, StringComparison.OrdinalIgnoreCase));
            scope.Context.Report(
                DiagnosticDescriptors.UnknownFunction, apply.Location, apply.Function, close is null ? "" : $" (did you mean '{close}'?)");
            return null;
        }

        if (function.Parameters.Length != arguments.Count)
        {
            scope.Context.Report(
                DiagnosticDescriptors.WrongArgumentCount, apply.Location, function.Name, function.Parameters.Length, arguments.Count);
            return null;
        }

        if (!scope.Context.Transformations.TryCountCall())
        {
            scope.Context.Report(DiagnosticDescriptors.ExpressionTooLarge, apply.Location, "functions call functions without end");
            return null;
        }

        IReadOnlyList<string> callers = (scope as FunctionScope)?.Callers ?? [];
        if (callers.Contains(function.Name))
        {
            scope.Context.Report(
                DiagnosticDescriptors.RecursiveFunction, apply.Location, function.Name, string.Join(" → ", callers.Append(function.Name)));
            return null;
        }

        var parameters = new Dictionary<string, TypedExpression>(StringComparer.Ordinal);
        foreach ((ParameterField parameter, TypedExpression argument) in function.Parameters.Zip(arguments))
        {
            TypedExpression? converted = parameter.Type is { } type
                ? Conversions.Convert(argument, type, scope, apply.Location)
                : argument;
            if (converted is null)
            {
                return null;
            }

            // Named, because the body may use a parameter any number of times.
            Expression named = scope.Context.Plan.Define($"{function.Name}_{parameter.Name}", converted.Value, origin);
            parameters[parameter.Name] = converted with { Value = named };
        }

        var body = new FunctionScope(scope.Context, function, parameters, [.. callers, function.Name]);
        TypedExpression? result = ExpressionLowering.Lower(function.Body, body, origin);
        return result is null || function.Type is null ? result : Conversions.Convert(result, function.Type.Value, scope, apply.Location);
    }

    // PMML 4.4, Functions: mapMissingTo where an argument is missing, defaultValue where the result is.
    private static TypedExpression? WithStandIns(
        Apply apply, List<TypedExpression> arguments, TypedExpression result, IFieldScope scope)
    {
        if (apply.DefaultValue is { } text)
        {
            Literal? standIn = Conversions.ParseOrReport(text, result.Type, scope, apply.Location);
            if (standIn is null)
            {
                return null;
            }

            result = result with { Value = Build.Coalesce(result.Value, standIn) };
        }

        if (apply.MapMissingTo is { } missing)
        {
            Literal? standIn = Conversions.ParseOrReport(missing, result.Type, scope, apply.Location);
            if (standIn is null)
            {
                return null;
            }

            Expression anyMissing = apply.Function == "if"
                ? Build.IsMissing(result.Value)
                : Build.Or([.. arguments.Select(argument => Build.IsMissing(argument.Value))]);
            result = result with { Value = Build.If(anyMissing, standIn, result.Value) };
        }

        return result;
    }

    /// <summary>A function's body sees its parameters and nothing else.</summary>
    private sealed class FunctionScope(
        LoweringContext context,
        DefineFunction function,
        Dictionary<string, TypedExpression> parameters,
        ImmutableArray<string> callers) : IFieldScope
    {
        public LoweringContext Context => context;

        public IReadOnlyList<string> Callers => callers;

        public TypedExpression? Resolve(string name, SourceLocation usedAt)
        {
            if (parameters.TryGetValue(name, out TypedExpression? parameter))
            {
                return parameter;
            }

            context.Report(DiagnosticDescriptors.UnknownField, usedAt, name, $" (the function '{function.Name}' sees only its parameters)");
            return null;
        }
    }
}

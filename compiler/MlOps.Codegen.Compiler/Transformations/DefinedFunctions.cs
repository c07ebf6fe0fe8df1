using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using MlOps.Codegen.Compiler.Lowering;
using MlOps.Codegen.Compiler.Pipeline;
using MlOps.Codegen.Compiler.Transformations.Functions;
using MlOps.Codegen.Diagnostics;
using MlOps.Codegen.Plan.Expressions;

namespace MlOps.Codegen.Compiler.Transformations;

/// <summary>Expands calls of the file's own functions.</summary>
internal static class DefinedFunctions
{
    // Larger results are computed once, in a definition of their own, however often the same call occurs.
    private const int LargestInPlace = 48;

    /// <summary>Expands a call.</summary>
    /// <param name="call">The call.</param>
    public static TypedExpression? Call(FunctionCall call)
    {
        LoweringContext context = call.Scope.Context;
        DefineFunction? function = context.Document.TransformationDictionary.Functions.FirstOrDefault(candidate => candidate.Name == call.Name);
        if (function is null)
        {
            context.Report(DiagnosticDescriptors.UnknownFunction, call.Location, call.Name, BuiltInFunctions.Suggestion(call.Name));
            return null;
        }

        if (function.Parameters.Length != call.Arguments.Length)
        {
            context.Report(DiagnosticDescriptors.WrongArgumentCount, call.Location, call.Name, function.Parameters.Length, call.Arguments.Length);
            return null;
        }

        ImmutableArray<string> callers = call.Scope is ParameterScope inner ? inner.Functions : [];
        if (callers.Contains(call.Name))
        {
            context.Report(DiagnosticDescriptors.RecursiveFunction, call.Location, call.Name, string.Join(" → ", callers.Append(call.Name)));
            return null;
        }

        if (!context.Transformations.TryCountCall())
        {
            context.Report(DiagnosticDescriptors.ExpressionTooLarge, call.Location, "the functions expand to more than a million calls");
            return null;
        }

        return Bind(function, call) is { } bound ? Expand(function, call, bound, callers) : null;
    }

    private static Dictionary<string, TypedExpression>? Bind(DefineFunction function, FunctionCall call)
    {
        var bound = new Dictionary<string, TypedExpression>(StringComparer.Ordinal);
        for (int i = 0; i < function.Parameters.Length; i++)
        {
            ParameterField parameter = function.Parameters[i];
            TypedExpression argument = call.Arguments[i];
            TypedExpression? converted = parameter.Type is { } type
                ? Conversions.Convert(argument, type, call.Scope, call.Location)
                : argument;
            if (converted is null)
            {
                return null;
            }

            // A body may use its parameter often; the value is computed once.
            bound[parameter.Name] = converted with
            {
                Value = call.Share(parameter.Name, converted.Value),
                OpType = parameter.OpType ?? converted.OpType,
            };
        }

        return bound;
    }

    private static TypedExpression? Expand(
        DefineFunction function, FunctionCall call, Dictionary<string, TypedExpression> bound, ImmutableArray<string> callers)
    {
        LoweringContext context = call.Scope.Context;
        string key = Key(function, bound);
        if (context.Transformations.Calls.TryGetValue(key, out TypedExpression? known))
        {
            return known;
        }

        var scope = new ParameterScope(call.Scope, bound, callers.Add(function.Name));
        TypedExpression? result = ExpressionLowering.Lower(function.Body, scope, call.Origin, function.Type);
        if (result is not null && function.Type is { } type)
        {
            result = Conversions.Convert(result, type, scope, function.Location);
        }

        if (result is null)
        {
            return null;
        }

        Expression value = ExpressionSize.Of(result.Value) > LargestInPlace ? call.Share(function.Name, result.Value) : result.Value;
        result = result with { Value = value, OpType = function.OpType };
        context.Transformations.Calls.Add(key, result);
        return result;
    }

    private static string Key(DefineFunction function, Dictionary<string, TypedExpression> bound)
    {
        var key = new StringBuilder(function.Name);
        foreach (ParameterField parameter in function.Parameters)
        {
            TypedExpression argument = bound[parameter.Name];
            string value = argument.Value switch
            {
                ValueReference reference => "@" + reference.Value.Name,
                Literal literal => "=" + (literal.IsMissing ? "" : literal.Value.ToString()) + (literal.IsMissing ? "?" : "!"),
                _ => throw new InvalidOperationException("a bound argument is a reference or a literal"),
            };
            key.Append(CultureInfo.InvariantCulture, $"\u0000{argument.Type}{value.Length}{value}");
        }

        return key.ToString();
    }

    /// <summary>Inside a function only its parameters have names.</summary>
    private sealed class ParameterScope(IFieldScope caller, Dictionary<string, TypedExpression> parameters, ImmutableArray<string> functions)
        : IFieldScope
    {
        public LoweringContext Context => caller.Context;

        public ImmutableArray<string> Functions => functions;

        public TypedExpression? Resolve(string name, SourceLocation usedAt)
        {
            if (parameters.TryGetValue(name, out TypedExpression? argument))
            {
                return argument;
            }

            Context.Report(DiagnosticDescriptors.UnknownField, usedAt, name, $"; the function '{functions[^1]}' sees only its parameters");
            return null;
        }
    }
}

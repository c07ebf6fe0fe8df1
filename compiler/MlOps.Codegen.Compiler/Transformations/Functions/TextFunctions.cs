using System.Collections.Immutable;
using MlOps.Codegen.Compiler.Lowering;
using MlOps.Codegen.Diagnostics;
using MlOps.Codegen.Plan.Expressions;
using MlOps.Codegen.Plan.Text;

namespace MlOps.Codegen.Compiler.Transformations.Functions;

/// <summary>Functions of text.</summary>
internal static class TextFunctions
{
    /// <summary>The family.</summary>
    public static ImmutableArray<BuiltInFunction> All { get; } =
    [
        Unary("uppercase", ScalarFunction.Upper),
        Unary("lowercase", ScalarFunction.Lower),
        Unary("trimBlanks", ScalarFunction.Trim),
        Unary("stringLength", ScalarFunction.Length),
        new("substring", 3, 3, Substring),
        new("concat", 2, BuiltInFunction.Any, Concat),
        new("replace", 3, 3, Replace),
        new("matches", 2, 2, Matches),
        new("formatNumber", 2, 2, FormatNumber),
    ];

    private static BuiltInFunction Unary(string name, ScalarFunction function) => new(name, 1, 1, call =>
        FunctionCall.Result(
            call.Text(0) is { } text ? Build.Call(function, text) : null,
            OperatorTypes.Result(function)));

    // A part that reaches beyond the end is cut there; the plan's function would be missing.
    private static TypedExpression? Substring(FunctionCall call)
    {
        if (call.Text(0) is not { } whole || call.Integer(1) is not { } start || call.Integer(2) is not { } length)
        {
            return null;
        }

        Expression text = call.Share("text", whole);
        Expression total = call.Share("length", Build.Call(ScalarFunction.Length, text));
        Expression first = start is Literal { IsMissing: false, Value.Integer: 1 }
            ? start
            : call.Share("start", Build.Nary(NaryOperator.Min, start, Build.Add(total, Literal.Integer(1))));
        Expression rest = Build.Subtract(Build.Add(total, Literal.Integer(1)), first);
        return FunctionCall.Result(
            Build.Call(ScalarFunction.Substring, text, first, Build.Nary(NaryOperator.Min, length, rest)), DataType.String);
    }

    // Missing parts are left out; the concatenation of nothing is the empty text.
    private static TypedExpression? Concat(FunctionCall call)
    {
        Expression?[] texts = [.. Enumerable.Range(0, call.Arguments.Length).Select(call.Text)];
        if (texts.Any(text => text is null))
        {
            return null;
        }

        Expression empty = Literal.String("");
        Expression[] parts =
        [
            .. texts.Select(text => text is Literal { IsMissing: true } ? empty
                : MissingValues.Never(text!) ? text!
                : Build.Coalesce(text!, empty)),
        ];
        return FunctionCall.Result(Build.Nary(NaryOperator.Concat, parts), DataType.String);
    }

    private static TypedExpression? Replace(FunctionCall call)
    {
        if (call.Text(0) is not { } text
            || Pattern(call) is not { } pattern
            || call.Constant(2, DataType.String, "the replacement") is not { IsMissing: false } replacement)
        {
            return null;
        }

        if (RegularExpressions.TranslateReplacement(replacement.Value.Text) is not { } translated)
        {
            call.Scope.Context.Report(
                DiagnosticDescriptors.UnsupportedPattern, call.Location, "replacement", replacement.Value.Text, "only $1 to $9 name groups");
            return null;
        }

        return FunctionCall.Result(
            Build.Call(ScalarFunction.ReplaceAll, text, Literal.String(pattern), Literal.String(translated)), DataType.String);
    }

    private static TypedExpression? Matches(FunctionCall call) =>
        call.Text(0) is { } text && Pattern(call) is { } pattern
            ? FunctionCall.Result(Build.Call(ScalarFunction.Matches, text, Literal.String(pattern)), DataType.Boolean)
            : null;

    private static string? Pattern(FunctionCall call) =>
        call.Constant(1, DataType.String, "the pattern") is { IsMissing: false } pattern
            ? RegularExpressions.TranslateOrReport(pattern.Value.Text, call.Scope, call.Location)
            : null;

    private static TypedExpression? FormatNumber(FunctionCall call)
    {
        if (call.AnyNumber(0) is not { } number || call.Constant(1, DataType.String, "the format") is not { IsMissing: false } format)
        {
            return null;
        }

        if (!NumberText.IsSupported(format.Value.Text))
        {
            call.Scope.Context.Report(
                DiagnosticDescriptors.UnsupportedPattern, call.Location, "format", format.Value.Text, "it must have one %d, %f or %e");
            return null;
        }

        return FunctionCall.Result(Build.Call(ScalarFunction.FormatNumber, number, format), DataType.String);
    }
}

using MlOps.Codegen.Compiler.Lowering;
using MlOps.Codegen.Compiler.Pipeline;
using MlOps.Codegen.Diagnostics;
using MlOps.Codegen.Plan.Expressions;
using MlOps.Codegen.Plan.Text;

namespace MlOps.Codegen.Compiler.Transformations.Functions;

/// <summary>Functions of text.</summary>
internal static class TextFunctions
{
    public static IEnumerable<KeyValuePair<string, BuiltInFunction>> All =>
    [
        new("uppercase", (a, s) => Of(a, s, ScalarFunction.Upper)),
        new("lowercase", (a, s) => Of(a, s, ScalarFunction.Lower)),
        new("trimBlanks", (a, s) => Of(a, s, ScalarFunction.Trim)),
        new("stringLength", Length),
        new("substring", Substring),
        new("concat", Concat),
        new("matches", Matches),
        new("replace", Replace),
        new("formatNumber", FormatNumber),
    ];

    private static TypedExpression? Of(IReadOnlyList<TypedExpression> arguments, CallSite site, ScalarFunction function) =>
        site.HasArguments(arguments, 1, 1) && site.Text(arguments[0]) is { } text ? OfText(Build.Call(function, text)) : null;

    private static TypedExpression? Length(IReadOnlyList<TypedExpression> arguments, CallSite site) =>
        site.HasArguments(arguments, 1, 1) && site.Text(arguments[0]) is { } text
            ? OfInteger(Build.Call(ScalarFunction.Length, text))
            : null;

    private static TypedExpression? Substring(IReadOnlyList<TypedExpression> arguments, CallSite site)
    {
        if (!site.HasArguments(arguments, 3, 3) || site.Text(arguments[0]) is not { } text)
        {
            return null;
        }

        foreach (TypedExpression position in arguments.Skip(1))
        {
            if (position.Value.Type != DataType.Integer)
            {
                site.Mismatch(position, "a position or length");
                return null;
            }
        }

        return OfText(Build.Call(ScalarFunction.Substring, text, arguments[1].Value, arguments[2].Value));
    }

    private static TypedExpression? Concat(IReadOnlyList<TypedExpression> arguments, CallSite site)
    {
        if (!site.HasArguments(arguments, 2, int.MaxValue))
        {
            return null;
        }

        Expression?[] parts = [.. arguments.Select(site.Text)];
        return Array.Exists(parts, part => part is null) ? null : OfText(Build.Nary(NaryOperator.Concat, parts!));
    }

    private static TypedExpression? Matches(IReadOnlyList<TypedExpression> arguments, CallSite site) =>
        site.HasArguments(arguments, 2, 2)
            && site.Text(arguments[0]) is { } text
            && Pattern(arguments[1], site) is { } pattern
            ? new TypedExpression(
                Build.Call(ScalarFunction.Matches, text, pattern), new DeclaredType(DataType.Boolean), OpType.Categorical)
            : null;

    private static TypedExpression? Replace(IReadOnlyList<TypedExpression> arguments, CallSite site)
    {
        if (!site.HasArguments(arguments, 3, 3)
            || site.Text(arguments[0]) is not { } text
            || Pattern(arguments[1], site) is not { } pattern
            || site.ConstantText(arguments[2], "the replacement") is not { } replacement)
        {
            return null;
        }

        return OfText(Build.Call(ScalarFunction.ReplaceAll, text, pattern, Literal.String(replacement)));
    }

    // Engines' dialects of regular expressions differ beyond a common core; what is outside is refused, not guessed.
    private static Literal? Pattern(TypedExpression argument, CallSite site)
    {
        if (site.ConstantText(argument, "the pattern") is not { } pattern)
        {
            return null;
        }

        if (PortablePattern.Problem(pattern) is { } problem)
        {
            site.Scope.Context.Report(DiagnosticDescriptors.UnsupportedPattern, site.Apply.Location, "pattern", pattern, problem);
            return null;
        }

        return Literal.String(pattern);
    }

    private static TypedExpression? FormatNumber(IReadOnlyList<TypedExpression> arguments, CallSite site)
    {
        if (!site.HasArguments(arguments, 2, 2) || site.ConstantText(arguments[1], "the format") is not { } format)
        {
            return null;
        }

        if (!NumberText.IsSupported(format))
        {
            site.Scope.Context.Report(
                DiagnosticDescriptors.UnsupportedPattern, site.Apply.Location, "format", format, "one of %d, %f, %e with flags, width and precision is");
            return null;
        }

        Expression? number = arguments[0].Value.Type == DataType.Integer ? arguments[0].Value : site.Number(arguments[0]);
        return number is null ? null : OfText(Build.Call(ScalarFunction.FormatNumber, number, Literal.String(format)));
    }

    private static TypedExpression OfText(Expression value) =>
        new(value, new DeclaredType(DataType.String), OpType.Categorical);

    private static TypedExpression OfInteger(Expression value) =>
        new(value, new DeclaredType(DataType.Integer), OpType.Continuous);
}

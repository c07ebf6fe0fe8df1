using System.Text;
using MlOps.Codegen.Diagnostics;
using MlOps.Codegen.Dsl.Checking;
using MlOps.Codegen.Dsl.Syntax;
using MlOps.Codegen.Plan.Expressions;
using MlOps.Codegen.Plan.Text;

namespace MlOps.Codegen.Dsl.Lowering;

/// <summary>Functions of text: by code point, independent of language, the same on every target.</summary>
internal static class TextFunctions
{
    public static IEnumerable<KeyValuePair<string, Function>> All =>
    [
        new("lower", OfText("'lower'", "lowercase")),
        new("upper", OfText("'upper'", "uppercase")),
        new("trim", OfText("'trim'", "trimBlanks")),
        new("length", OfText("'length'", "stringLength")),
        new("concat", new Function(2, 100, "at least two texts", (a, f) => Texts(a, "'concat'", f) ? Concat(a) : null)),
        new("substring", new Function(3, 3, "a text, a position from 1 on and a length", (a, f) => Texts([a[0]], "'substring'", f) ? FunctionCatalog.Pmml("substring", f, a.Select(x => x.Value)) : null)),
        new("replace", new Function(3, 3, "a text, a pattern and a replacement", (a, f) => Texts(a, "'replace'", f) ? FunctionCatalog.Pmml("replace", f, a.Select(x => x.Value)) : null)),
        new("matches", new Function(2, 2, "a text and a pattern", (a, f) => Texts(a, "'matches'", f) ? FunctionCatalog.Pmml("matches", f, a.Select(x => x.Value)) : null)),
        new("contains", new Function(2, 2, "a text and a constant text", (a, f) => Part(a, "'contains'", f, (text, part) => Contains(text, part)))),
        new("starts_with", new Function(2, 2, "a text and a constant text", (a, f) => Part(a, "'starts_with'", f, (text, part) => Matches(text, "^" + Escaped(part))))),
        new("ends_with", new Function(2, 2, "a text and a constant text", (a, f) => Part(a, "'ends_with'", f, (text, part) => Matches(text, Escaped(part) + "$")))),
        new("text", new Function(1, 1, "one value", (a, f) => ToText(a[0], f))),
        new("format_number", new Function(2, 2, "a number and a format", (a, f) => FunctionCatalog.Pmml("formatNumber", f, a.Select(x => x.Value)))),
        new("format_time", new Function(2, 2, "a date or time and a format", FormatTime)),
    ];

    /// <summary><c>x like "a%"</c>: <c>%</c> stands for any text, <c>_</c> for any character, and <c>\</c> takes either by its letter.</summary>
    public static Typed? Like(LikeFormula like, FormulaLowering lowering)
    {
        if (lowering.Text(like.Operand, "'like'") is not { } text)
        {
            return null;
        }

        var pattern = new StringBuilder("^");
        bool isAny = false;
        for (int i = 0; i < like.Pattern.Length; i++)
        {
            char c = like.Pattern[i];
            isAny = c == '%';
            if (c == '\\' && i + 1 < like.Pattern.Length)
            {
                c = like.Pattern[++i];
                pattern.Append(Escaped(c.ToString()));
            }
            else
            {
                pattern.Append(c switch { '%' => @"[\s\S]*", '_' => @"[\s\S]", _ => Escaped(c.ToString()) });
            }
        }

        const string Any = @"[\s\S]*";
        string written = pattern.ToString();
        written = isAny ? written[..^Any.Length] : written + "$";
        written = written.StartsWith("^" + Any, StringComparison.Ordinal) ? written[(Any.Length + 1)..] : written;
        Expression result = written.Length == 0
            ? Build.If(Build.IsMissing(text), Literal.Missing(DataType.Boolean), Literal.True)
            : PortablePattern.Problem(written) is null && PortablePattern.AsLiteral(written) is { } literal ? Contains(text, literal) : Matches(text, written);
        return new Typed(like.IsNegated ? Build.Not(result) : result, FormulaType.Boolean);
    }

    private static Function OfText(string what, string pmml) =>
        new(1, 1, "one text", (a, f) => Texts(a, what, f) ? FunctionCatalog.Pmml(pmml, f, a[0].Value) : null);

    private static bool Texts(IReadOnlyList<(Typed Value, SourceLocation At)> arguments, string what, FormulaLowering f)
    {
        foreach ((Typed value, SourceLocation at) in arguments)
        {
            if (value.Type.Type != DataType.String)
            {
                f.Mismatch(what, "a text", value, at);
                return false;
            }
        }

        return true;
    }

    // Missing where any part is: a part is left out by coalesce(x, "").
    private static Typed Concat(IReadOnlyList<(Typed Value, SourceLocation At)> arguments) =>
        new(Build.Nary(NaryOperator.Concat, [.. arguments.Select(argument => argument.Value.Value)]), FormulaType.Text);

    private static Typed? Part(
        IReadOnlyList<(Typed Value, SourceLocation At)> arguments, string what, FormulaLowering f, Func<Expression, string, Expression> of)
    {
        if (!Texts(arguments, what, f))
        {
            return null;
        }

        if (arguments[1].Value.Value is not Literal { IsMissing: false, Value.Text: { Length: > 0 } part })
        {
            f.Scope.Context.Report(DiagnosticDescriptors.InvalidLiteral, arguments[1].At, $"the second argument of {what} is a constant text, not empty");
            return null;
        }

        return new Typed(of(arguments[0].Value.Value, part), FormulaType.Boolean);
    }

    private static Typed? ToText((Typed Value, SourceLocation At) argument, FormulaLowering f)
    {
        if (argument.Value.Type.Type == DataType.String)
        {
            return argument.Value;
        }

        if (argument.Value.Type.Type is DataType.Integer or DataType.Double or DataType.Boolean)
        {
            return new Typed(Build.Unary(UnaryOperator.ToText, argument.Value.Value), FormulaType.Text);
        }

        f.Mismatch("'text'", "a number or a condition (times: format_time)", argument.Value, argument.At);
        return null;
    }

    private static Typed? FormatTime(IReadOnlyList<(Typed Value, SourceLocation At)> arguments, FormulaLowering f)
    {
        if (arguments[0].Value.Type.Type is not (DataType.Date or DataType.Time or DataType.DateTime))
        {
            f.Mismatch("'format_time'", "a date or time", arguments[0].Value, arguments[0].At);
            return null;
        }

        Typed moment = arguments[0].Value.Type.Type == DataType.Date
            ? arguments[0].Value with { Value = CalendarFunctions.AsDate(arguments[0].Value.Value, f) }
            : arguments[0].Value.Type.Type == DataType.DateTime ? arguments[0].Value with { Value = CalendarFunctions.Shown(arguments[0].Value.Value, f) }
            : arguments[0].Value;
        return FunctionCatalog.Pmml("formatDatetime", f, moment, arguments[1].Value);
    }

    private static Expression Contains(Expression text, string part) => Build.Binary(
        BinaryOperator.Greater, Build.Call(ScalarFunction.Occurrences, text, Literal.String(part)), Literal.Integer(0));

    private static Expression Matches(Expression text, string pattern) =>
        Build.Call(ScalarFunction.Matches, text, Literal.String(pattern));

    private static string Escaped(string text)
    {
        var escaped = new StringBuilder();
        foreach (char c in text)
        {
            if (!char.IsLetterOrDigit(c) && c < 128 && c > ' ')
            {
                escaped.Append('\\');
            }

            escaped.Append(c);
        }

        return escaped.ToString();
    }
}

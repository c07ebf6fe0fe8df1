using System.Collections.Concurrent;
using MlOps.Codegen.Plan.Expressions;
using MlOps.Codegen.Plan.Text;
using MlOps.Runtime.Text;

namespace MlOps.Codegen.Plan.Evaluation;

/// <summary>The meaning of the functions of text and calendar values.</summary>
internal static class ScalarFunctions
{
    public static Scalar Call(ScalarFunction function, ReadOnlySpan<Scalar> arguments, DataType firstType)
    {
        foreach (Scalar argument in arguments)
        {
            if (argument.IsMissing)
            {
                return Scalar.Missing;
            }
        }

        return function switch
        {
            ScalarFunction.Lower => Scalar.FromText(CaseMapping.ToLower(arguments[0].Text)),
            ScalarFunction.Upper => Scalar.FromText(CaseMapping.ToUpper(arguments[0].Text)),
            ScalarFunction.Trim => Scalar.FromText(TextParts.Trim(arguments[0].Text)),
            ScalarFunction.Length => Scalar.FromInteger(arguments[0].Text.Length),
            ScalarFunction.Substring => Scalar.FromText(TextParts.Substring(arguments[0].Text, arguments[1].Integer, arguments[2].Integer)),
            ScalarFunction.Matches => Scalar.FromBoolean(Pattern(arguments[1].Text).IsMatch(arguments[0].Text)),
            ScalarFunction.ReplaceAll => Scalar.FromText(Pattern(arguments[1].Text).Replace(arguments[0].Text, arguments[2].Text)),
            ScalarFunction.Occurrences => Scalar.FromInteger(TextParts.Occurrences(arguments[0].Text, arguments[1].Text)),
            ScalarFunction.Translate => Scalar.FromText(TextParts.Translate(arguments[0].Text, arguments[1].Text, arguments[2].Text)),
            ScalarFunction.Hash when arguments.Length > 4 =>
                KeyHash.OfAll(arguments[..^3], arguments[^3].Text, (uint)arguments[^2].Integer, (int)arguments[^1].Integer),
            ScalarFunction.Hash => KeyHash.Of(arguments[0], arguments[1].Text, (uint)arguments[2].Integer, (int)arguments[3].Integer),
            ScalarFunction.ReadSingle => Scalar.FromDouble(SingleText.Parse(arguments[0].Text)),
            ScalarFunction.FormatNumber => Scalar.FromText(NumberText.Format(arguments[1].Text, arguments[0])),
            ScalarFunction.FormatDateTime => Scalar.FromText(CalendarText.Format(arguments[1].Text, arguments[0].Integer, firstType)),
            _ => throw new InvalidOperationException($"unknown function {function}"),
        };
    }

    private static readonly ConcurrentDictionary<string, PatternMatcher> Patterns = new(StringComparer.Ordinal);

    private static PatternMatcher Pattern(string pattern) => Patterns.GetOrAdd(pattern, static text => new PatternMatcher(text));
}

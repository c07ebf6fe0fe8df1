using System.Collections.Immutable;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Evaluation;
using MlOps.Codegen.Plan.Expressions;

namespace MlOps.Codegen.Sql.Sqlite;

/// <summary>The functions that generated SQL for SQLite may call: the reference evaluator's own.</summary>
/// <remarks>
/// They take and return null, <see cref="long"/> and <see cref="string"/>; booleans are 0 and 1. Register each as deterministic, with the
/// arguments in an array: <c>connection.CreateFunction(name, call, isDeterministic: true)</c>.
/// </remarks>
public static class SqliteFunctions
{
    private static readonly ImmutableArray<ScalarFunction> Functions =
    [
        ScalarFunction.Lower, ScalarFunction.Upper, ScalarFunction.Trim, ScalarFunction.Length, ScalarFunction.Substring,
        ScalarFunction.Matches, ScalarFunction.ReplaceAll, ScalarFunction.Translate,
    ];

    /// <summary>The functions by name.</summary>
    public static ImmutableDictionary<string, Func<object?[], object?>> All { get; } =
        Functions.ToImmutableDictionary(NameOf, function => (Func<object?[], object?>)(arguments => Call(function, arguments)));

    /// <summary>What generated SQL calls a function.</summary>
    /// <param name="function">A text function.</param>
    public static string NameOf(ScalarFunction function) => function switch
    {
        ScalarFunction.Lower => "mlops_lower",
        ScalarFunction.Upper => "mlops_upper",
        ScalarFunction.Trim => "mlops_trim",
        ScalarFunction.Length => "mlops_length",
        ScalarFunction.Substring => "mlops_substring",
        ScalarFunction.Matches => "mlops_matches",
        ScalarFunction.ReplaceAll => "mlops_replace_all",
        ScalarFunction.Translate => "mlops_translate",
        _ => throw new InvalidOperationException($"SQLite lacks {function}"),
    };

    private static object? Call(ScalarFunction function, object?[] arguments)
    {
        Scalar result = TextFunctions.Call(function, [.. arguments.Select(ToScalar)]);
        return result.IsMissing ? null : result.IsText ? result.Text : result.Integer;
    }

    private static Scalar ToScalar(object? value) => value switch
    {
        null or DBNull => Scalar.Missing,
        long number => Scalar.FromInteger(number),
        string text => Scalar.FromText(text),
        _ => throw new ArgumentException($"a {value.GetType().Name} is neither text nor an integer", nameof(value)),
    };
}

using System.Collections.Immutable;
using MlOps.Codegen.Cli.Data;
using MlOps.Codegen.Compiler.Pmml;
using MlOps.Codegen.Diagnostics;
using MlOps.Codegen.Plan;

namespace MlOps.Codegen.Cli.Commands;

/// <summary>What a model answers while it is disabled, as people write it: <c>output=value</c>.</summary>
internal static class FallbackValues
{
    /// <summary>Reads values.</summary>
    /// <param name="given">Texts of the form <c>output=value</c>; an empty value is missing.</param>
    /// <param name="plan">The plan whose outputs are named.</param>
    /// <exception cref="CommandFailure">A text names no output, or its value is not of the output's type.</exception>
    public static ImmutableSortedDictionary<string, Scalar> Parse(IEnumerable<string> given, ScoringPlan plan)
    {
        var values = ImmutableSortedDictionary.CreateBuilder<string, Scalar>(StringComparer.Ordinal);
        foreach (string text in given)
        {
            // Names may contain the sign: the longest that fits is meant.
            PlanOutput output = plan.Outputs
                .Where(each => text.StartsWith($"{each.Schema.Name}=", StringComparison.Ordinal))
                .MaxBy(each => each.Schema.Name.Length)
                ?? throw Wrong($"'{text}' gives no output a value", Suggestion.For(text.Split('=')[0], plan.Outputs.Select(each => each.Schema.Name)));
            string value = text[(output.Schema.Name.Length + 1)..];
            values[output.Schema.Name] = value.Length == 0
                ? Scalar.Missing
                : TextValue.Parse(value, output.Value.Type)
                    ?? throw Wrong($"'{value}' is no value of '{output.Schema.Name}', which is of type {PmmlKeyword.Of(output.Value.Type)}", null);
        }

        return values.ToImmutable();
    }

    /// <summary>The name of the manifest's option that keeps an output's value.</summary>
    /// <param name="output">The output.</param>
    public static string OptionOf(string output) => $"fallback.{output}";

    /// <summary>A value for the manifest.</summary>
    /// <param name="output">The output.</param>
    /// <param name="value">Its value.</param>
    public static string Text(PlanOutput output, Scalar value) => TextValue.Format(value, output.Value.Type);

    private static CommandFailure Wrong(string what, string? near) => new(
        ExitCodes.Usage, $"--fallback: {what}.{(near is null ? "" : $" Did you mean '{near}'?")} Outputs are listed by mlops inspect");
}

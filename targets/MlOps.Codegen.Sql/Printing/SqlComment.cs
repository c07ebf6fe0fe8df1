using System.Globalization;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Targets;

namespace MlOps.Codegen.Sql.Printing;

/// <summary>Comments made of text from model files, which must not be able to end them.</summary>
public static class SqlComment
{
    private const int Longest = 120;

    /// <summary>A header that says what a script is and what it was made from.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="options">What things are called.</param>
    /// <param name="what">What the script does.</param>
    public static string Header(ScoringPlan plan, GenerationOptions options, string what) => string.Create(
        CultureInfo.InvariantCulture,
        $"""
        -- {Clean(options.Name)}, version {options.Version}. {what}
        -- Made from the model {Clean(plan.Name)} ({plan.Inputs.Length} input columns, {plan.Outputs.Length} output columns) by MlOps.Codegen; do not edit.
        {Promise(plan)}

        """);

    private static string Promise(ScoringPlan plan) => plan.Inputs.Any(input => input.Value.Promised is not null)
        ? "-- It was promised that numbers of the table are 0 or of a magnitude from 1e-100 to 1e100, none NaN (--ordinary-inputs).\n"
        : "";

    /// <summary>Where a value comes from, as a comment of one line.</summary>
    /// <param name="origin">Where it comes from.</param>
    public static string Of(Origin origin)
    {
        string line = origin.Location.Line > 0 ? string.Create(CultureInfo.InvariantCulture, $", line {origin.Location.Line}") : "";
        return $"/* {Clean(origin.Element)}{line} */";
    }

    /// <summary>Text that can stand in any comment: no line ends, no comment marks, no quotes, no end of a statement.</summary>
    /// <param name="text">Any text.</param>
    public static string Clean(string text)
    {
        var cleaned = new char[Math.Min(text.Length, Longest)];
        for (int i = 0; i < cleaned.Length; i++)
        {
            char c = text[i];
            bool harmless = !char.IsControl(c) && !char.IsSurrogate(c) && c is not ('\u2028' or '\u2029' or ';' or '\'' or '"' or '$' or '\\');
            bool mark = i + 1 < cleaned.Length && (c, text[i + 1]) is ('*', '/') or ('/', '*') or ('-', '-');
            cleaned[i] = harmless && !mark ? c : '_';
        }

        return new string(cleaned);
    }
}

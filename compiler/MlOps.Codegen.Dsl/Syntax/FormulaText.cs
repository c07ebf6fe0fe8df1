namespace MlOps.Codegen.Dsl.Syntax;

/// <summary>Formulas as text, the same for formulas that are written alike: to tell whether two are one.</summary>
internal static class FormulaText
{
    /// <summary>The text of a formula; empty for none.</summary>
    public static string Of(Formula? formula) => formula switch
    {
        null => "",
        NumberFormula number => number.Digits,
        TextFormula text => $"\"{text.Value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"",
        MomentFormula moment => moment.Value,
        WordFormula word => word.Value switch { true => "true", false => "false", null => "missing" },
        NameFormula name => name.Full,
        PrefixFormula prefix => $"({prefix.Sign} {Of(prefix.Operand)})",
        InfixFormula infix => $"({Of(infix.Left)} {infix.Sign} {Of(infix.Right)})",
        InFormula isIn => $"({Of(isIn.Operand)} {(isIn.IsNegated ? "not in" : "in")} ({All(isIn.Values)}))",
        LikeFormula like => $"({Of(like.Operand)} {(like.IsNegated ? "not like" : "like")} {Of(new TextFormula(like.Pattern, like.Location))})",
        MissingFormula missing => $"({Of(missing.Operand)} is {(missing.IsNegated ? "not " : "")}missing)",
        ChoiceFormula choice => $"({string.Join(' ', choice.Branches.Select(branch => $"when {Of(branch.Condition)} then {Of(branch.Value)}"))} else {Of(choice.Else)})",
        MatchFormula match => $"(match {Of(match.Operand)} {{ {string.Join(", ", match.Rows.Select(row => $"{Of(row.Key)} -> {Of(row.Value)}"))}, else {Of(match.Else)} }})",
        CallFormula call => $"{call.Function}{(call.IsDistinct ? " distinct" : "")}({All(call.Arguments)} via {call.Via?.Full} where {Of(call.Where)} per {call.Per}) over {Of(call.Over)}",
        _ => throw new InvalidOperationException($"unknown formula {formula.GetType().Name}"),
    };

    private static string All(IEnumerable<Formula> formulas) => string.Join(", ", formulas.Select(Of));

    private static string Of(WindowSyntax? window) =>
        window is null ? "" : $"{window.Length?.Count} {window.Length?.Unit} {window.Ending?.Count} {window.Ending?.Unit} {Of(window.Since)}";
}

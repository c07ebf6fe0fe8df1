using System.Text.RegularExpressions;
using MlOps.Codegen.Compiler.Lowering;
using MlOps.Codegen.Compiler.Pipeline.Expressions;
using MlOps.Codegen.Diagnostics;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Expressions;

namespace MlOps.Codegen.Compiler.Transformations;

/// <summary>Lowers TextIndex: how often a term occurs in a text (PMML 4.4, Transformations: TextIndex).</summary>
/// <remarks>
/// The text is cut into words once: every word is put between two blanks, so that neighbours do not share one. A term then
/// occurs as often as taking its words out shortens the text by their length.
/// </remarks>
internal static class TextIndexLowering
{
    public static TypedExpression? Lower(TextIndex index, IFieldScope scope, Origin origin)
    {
        string? refused = index switch
        {
            { MaxLevenshteinDistance: > 0 } => "words that differ by edits cannot be counted in SQL",
            _ when index.Normalizations.Any(normalization => !IsOnePass(normalization)) => "this TextIndexNormalization is not supported",
            { Tokenize: false } => "texts that are not cut into words are not supported",
            { LocalTermWeights: LocalTermWeights.AugmentedNormalizedTermFrequency } => "it needs the most frequent term of the text",
            _ => null,
        };
        if (refused is not null)
        {
            scope.Context.Report(DiagnosticDescriptors.UnsupportedElement, index.Location, "this TextIndex", refused);
            return null;
        }

        if (scope.Resolve(index.TextField, index.Location) is not { } text
            || ExpressionLowering.Lower(index.Term, scope, origin) is not { } term)
        {
            return null;
        }

        if (term.Value is not Literal { IsMissing: false, Type: DataType.String } constant || text.Type.Type != DataType.String)
        {
            scope.Context.Report(DiagnosticDescriptors.ConstantNeeded, index.Location, "the term", "TextIndex");
            return null;
        }

        if (Words(index, constant.Value.Text) is not { Length: > 0 } words)
        {
            scope.Context.Report(DiagnosticDescriptors.UnsupportedPattern, index.Location, "word pattern", index.WordPattern ?? index.WordSeparatorPattern, "it does not find words in the term");
            return null;
        }

        string spaced = string.Concat(words.Select(word => $" {word} "));
        Expression tokens = Tokens(index, text, scope, origin);
        Expression rest = Build.Call(
            ScalarFunction.ReplaceAll, tokens, Literal.String(Regex.Escape(spaced)), Literal.String(""));
        Expression count = Build.Binary(
            BinaryOperator.IntegerDivide,
            Build.Subtract(Build.Call(ScalarFunction.Length, tokens), Build.Call(ScalarFunction.Length, rest)),
            Literal.Integer(spaced.Length));
        return Weight(index, count);
    }

    private static TypedExpression Weight(TextIndex index, Expression count) => index.LocalTermWeights switch
    {
        LocalTermWeights.TermFrequency => new TypedExpression(count, new Pipeline.DeclaredType(DataType.Integer), OpType.Continuous),
        LocalTermWeights.Binary => new TypedExpression(
            Build.If(
                Build.Binary(BinaryOperator.Greater, count, Literal.Integer(0)),
                Literal.Integer(1),
                Build.If(Build.IsMissing(count), Literal.Missing(DataType.Integer), Literal.Integer(0))),
            new Pipeline.DeclaredType(DataType.Integer),
            OpType.Continuous),
        LocalTermWeights.Logarithmic => TypedExpression.OfDouble(
            Build.Unary(UnaryOperator.Ln, Build.Add(Build.Number(1), Build.ToDouble(count)))),
        _ => throw new InvalidOperationException($"unknown weights {index.LocalTermWeights}"),
    };

    // The same text is cut the same way for every term of a bag of words: it is done once.
    private static Expression Tokens(TextIndex index, TypedExpression text, IFieldScope scope, Origin origin)
    {
        PlanValue source = scope.Context.AsValue(index.TextField, text.Value, origin);
        string replacements = string.Concat(index.Normalizations.SelectMany(n => n.Rows).Select(row => $"{row.Text}\n{row.Stem}\n"));
        string key = $"{source.Name}\n{index.IsCaseSensitive}\n{index.WordPattern}\n{index.WordSeparatorPattern}\n{replacements}";
        if (!scope.Context.Transformations.TokenizedTexts.TryGetValue(key, out PlanValue? tokens))
        {
            Expression cased = new ValueReference(source);
            if (!index.IsCaseSensitive)
            {
                cased = Build.Call(ScalarFunction.Lower, cased);
            }

            foreach (TextReplacement row in index.Normalizations.SelectMany(normalization => normalization.Rows))
            {
                cased = Build.Call(ScalarFunction.ReplaceAll, cased, Literal.String(Plain(row.Text)), Literal.String(row.Stem));
            }

            tokens = scope.Context.AsValue($"{index.TextField}_words", Spaced(index, cased), origin);
            scope.Context.Transformations.TokenizedTexts.Add(key, tokens);
        }

        return new ValueReference(tokens);
    }

    // With a pattern of words: each match between markers, then everything outside markers removed.
    private static Expression Spaced(TextIndex index, Expression text)
    {
        if (index.WordPattern is { } word)
        {
            Expression marked = Build.Call(
                ScalarFunction.ReplaceAll,
                Build.Call(ScalarFunction.ReplaceAll, text, Literal.String("[\u0001\u0002]"), Literal.String(" ")),
                Literal.String($"({Plain(word)})"),
                Literal.String("\u0001$1\u0002"));
            Expression inside = Build.Call(
                ScalarFunction.ReplaceAll,
                Build.Nary(NaryOperator.Concat, Literal.String("\u0002"), marked, Literal.String("\u0001")),
                Literal.String("\u0002[^\u0001]*\u0001"),
                Literal.String("  "));
            return inside;
        }

        Expression separated = Build.Call(
            ScalarFunction.ReplaceAll, text, Literal.String(index.WordSeparatorPattern!), Literal.String("  "));
        return Build.Nary(NaryOperator.Concat, Literal.String(" "), separated, Literal.String(" "));
    }

    // Whole words replaced by a blank join nothing that could match anew: repeating changes nothing. Lower case is assumed,
    // because the text is in lower case by then.
    private static bool IsOnePass(TextIndexNormalization normalization) => normalization.Rows.All(row =>
        row.IsRegex
        && row.Stem == " "
        && Plain(row.Text) is var pattern
        && pattern.StartsWith(@"\b(", StringComparison.Ordinal)
        && pattern.EndsWith(@")\b", StringComparison.Ordinal)
        && !pattern.Any(char.IsUpper)
        && Plan.Text.PortablePattern.Problem(pattern) is null);

    // Python's (?u) says what is the case here anyway.
    private static string Plain(string pattern) =>
        pattern.StartsWith("(?u)", StringComparison.Ordinal) ? pattern["(?u)".Length..] : pattern;

    private static string[]? Words(TextIndex index, string term)
    {
        string cased = index.IsCaseSensitive ? term : Plan.Text.CaseMapping.ToLower(term);
        try
        {
            return index.WordPattern is { } word
                ? [.. Regex.Matches(cased, Plain(word), RegexOptions.CultureInvariant | RegexOptions.NonBacktracking).Select(match => match.Value)]
                : [.. Regex.Split(cased, index.WordSeparatorPattern!, RegexOptions.CultureInvariant | RegexOptions.NonBacktracking).Where(part => part.Length > 0)];
        }
        catch (Exception exception) when (exception is ArgumentException or NotSupportedException)
        {
            return null;
        }
    }
}

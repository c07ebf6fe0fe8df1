using System.Text.RegularExpressions;
using MlOps.Codegen.Compiler.Lowering;
using MlOps.Codegen.Compiler.Pipeline.Expressions;
using MlOps.Codegen.Diagnostics;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Expressions;

namespace MlOps.Codegen.Compiler.Transformations;

/// <summary>Lowers TextIndex: how often a term occurs in a text (PMML 4.4, Transformations: TextIndex).</summary>
/// <remarks>
/// The text is cut into words once: every word is put between two blanks, so that neighbours do not share one. A term is
/// then a text that is looked for.
/// </remarks>
internal static class TextIndexLowering
{
    public static TypedExpression? Lower(TextIndex index, IFieldScope scope, Origin origin)
    {
        string? refused = index switch
        {
            { MaxLevenshteinDistance: > 0 } => "words that differ by edits cannot be counted in SQL",
            _ when index.Normalizations.Any(normalization => !IsOnePass(normalization, scope)) => "its TextIndexNormalization does more than replace whole words by a blank, and what it replaces might match again",
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

        // Words are told apart by blanks, so none may contain one.
        if (index.WordPattern is null && !Regex.IsMatch(" ", index.WordSeparatorPattern!, RegexOptions.CultureInvariant | RegexOptions.NonBacktracking))
        {
            scope.Context.Report(
                DiagnosticDescriptors.UnsupportedPattern, index.Location, "word separator", index.WordSeparatorPattern, "it must separate at blanks, too");
            return null;
        }

        if (Words(index, constant.Value.Text) is not { Length: > 0 } words)
        {
            scope.Context.Report(DiagnosticDescriptors.UnsupportedPattern, index.Location, "word pattern", index.WordPattern ?? index.WordSeparatorPattern, "it does not find words in the term");
            return null;
        }

        bool overlaps = CanOverlap(words);
        bool isRepetition = words.All(word => word == words[0]);
        if (overlaps && !isRepetition && index.LocalTermWeights != LocalTermWeights.Binary)
        {
            scope.Context.Report(
                DiagnosticDescriptors.UnsupportedElement, index.Location, "this TextIndex", $"the term '{constant.Value.Text}' may overlap itself");
            return null;
        }

        Expression tokens = Tokens(index, text, scope, origin);
        return Weight(index, overlaps && isRepetition ? CountInRuns(tokens, words) : Count(tokens, string.Concat(words.Select(Spaced))));
    }

    private static string Spaced(string word) => $" {word} ";

    private static Expression Count(Expression tokens, string spaced) => Build.Call(ScalarFunction.Occurrences, tokens, Literal.String(spaced));

    // Of one word said m times, a run of L ≥ m words holds L − m + 1: the words in such runs, less m − 1 for each run.
    private static Expression CountInRuns(Expression tokens, string[] words)
    {
        string spaced = Spaced(words[0]);
        string run = $"(?:{Regex.Escape(spaced)}){{{words.Length},}}";
        Expression without = Build.Call(ScalarFunction.Length, Replaced(tokens, run, ""));
        Expression wordsInRuns = Build.Binary(
            BinaryOperator.IntegerDivide, Build.Subtract(Build.Call(ScalarFunction.Length, tokens), without), Literal.Integer(spaced.Length));
        Expression runs = Build.Subtract(Build.Call(ScalarFunction.Length, Replaced(tokens, run, ".")), without);
        return Build.Subtract(wordsInRuns, Build.Multiply(runs, Literal.Integer(words.Length - 1)));
    }

    private static Expression Replaced(Expression text, string pattern, string replacement) =>
        Build.Call(ScalarFunction.ReplaceAll, text, Literal.String(pattern), Literal.String(replacement));

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
            Build.Unary(UnaryOperator.Log10, Build.Add(Build.Number(1), Build.ToDouble(count)))),
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

        // Between separators, punctuation at the ends is no part of a word; what has
        // nothing else is no word at all, nor is what stands between two separators in a row.
        Expression separated = Build.Nary(
            NaryOperator.Concat, Literal.String(" "), Replaced(text, index.WordSeparatorPattern!, "  "), Literal.String(" "));
        Expression trimmed = Replaced(Replaced(separated, $" {Punctuation.Pattern}+", " "), $"{Punctuation.Pattern}+ ", " ");
        return Replaced(trimmed, " +", "  ");
    }

    // Whole words replaced by a blank join nothing that could match anew: repeating changes nothing. Lower case is assumed,
    // because the text is in lower case by then.
    private static bool IsOnePass(TextIndexNormalization normalization, IFieldScope scope)
    {
        Dictionary<TextIndexNormalization, bool> known = scope.Context.Transformations.OnePassNormalizations;
        if (!known.TryGetValue(normalization, out bool isOnePass))
        {
            isOnePass = ReplacesWholeWords(normalization);
            known.Add(normalization, isOnePass);
        }

        return isOnePass;
    }

    private static bool ReplacesWholeWords(TextIndexNormalization normalization) => normalization.Rows.All(row =>
        row.IsRegex
        && row.Stem == " "
        && Plain(row.Text) is var pattern
        && pattern.StartsWith(@"\b(", StringComparison.Ordinal)
        && pattern.EndsWith(@")\b", StringComparison.Ordinal)
        && !pattern.Any(char.IsUpper)
        && Plan.Text.PortablePattern.Problem(pattern) is null);

    // Where a term begins as it ends, occurrences may share words; taking one out would take the other's word along.
    private static bool CanOverlap(string[] words) =>
        Enumerable.Range(1, words.Length - 1).Any(length => words.AsSpan(0, length).SequenceEqual(words.AsSpan(words.Length - length)));

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
                : [.. Regex.Split(cased, index.WordSeparatorPattern!, RegexOptions.CultureInvariant | RegexOptions.NonBacktracking).Select(Punctuation.Trim).Where(part => part.Length > 0)];
        }
        catch (Exception exception) when (exception is ArgumentException or NotSupportedException)
        {
            return null;
        }
    }
}

using System.Collections.Immutable;
using Sprache;
using static MlOps.Codegen.Dsl.Syntax.Terminals;

namespace MlOps.Codegen.Dsl.Syntax;

/// <summary>The grammar of formulas. Signs bind as everywhere: or, and, not, comparisons, sums, products, minus, powers.</summary>
internal static class FormulaGrammar
{
    /// <summary>How deep formulas may lie in each other.</summary>
    public const int MostDepth = 200;

    // Brackets take a few frames of the stack each.
    private const int MostBrackets = 60;
    private const int OrBinds = 1;
    private const int AndBinds = 2;
    private const int NotBinds = 3;
    private const int ComparisonBinds = 4;
    private const int SumBinds = 5;
    private const int ProductBinds = 6;
    private const int MinusBinds = 7;
    private const int PowerBinds = 8;

    private static readonly string[] Units = ["second", "seconds", "minute", "minutes", "hour", "hours", "day", "days", "week", "weeks", "month", "months", "year", "years"];

    /// <summary>A formula.</summary>
    public static Parser<Formula> AnyFormula { get; } = input => Climb(input, OrBinds);

    /// <summary>A formula that a sign at the beginning of a line does not go on, unless it stands in brackets.</summary>
    public static Parser<Formula> RowFormula { get; } = WithLines(AnyFormula, end: true);

    /// <summary>A constant, with its sign.</summary>
    public static Parser<Formula> Constant { get; } = input =>
    {
        var at = (TokenInput)input;
        if (at.Token.Is("-") && at.Next.Kind == TokenKind.Number)
        {
            return Result.Success<Formula>(
                new PrefixFormula("-", new NumberFormula(at.Next.Text, Place(at.Advance())), Place(at)), at.Advance().Advance());
        }

        return Literal(at) is { } literal ? Result.Success(literal, at.Advance()) : Unexpected<Formula>(at, "a constant");
    };

    /// <summary>Names with points between them.</summary>
    public static Parser<NameFormula> DottedName { get; } = input =>
    {
        SourceLocation place = Place(input);
        var names = ImmutableArray.CreateBuilder<string>();
        while (true)
        {
            IResult<Token> name = Name(input);
            if (!name.WasSuccessful)
            {
                return Fail<NameFormula>((TokenInput)input);
            }

            names.Add(name.Value.Text);
            if (!((TokenInput)name.Remainder).Token.Is("."))
            {
                return Result.Success(new NameFormula(names.ToImmutable(), place), name.Remainder);
            }

            input = name.Remainder.Advance();
        }
    };

    /// <summary>A length of time.</summary>
    public static Parser<LengthSyntax> Length { get; } =
        from count in Whole
        from unit in WordOf(Units)
        select new LengthSyntax(int.Parse(count.Text, System.Globalization.CultureInfo.InvariantCulture), unit.TrimEnd('s'));

    private static readonly Parser<WindowSyntax> Last =
        from place in Here
        from last in Word("last")
        from length in Length
        from ending in After(Word("ending"), from length in Length from ago in Word("ago") select length)
        select new WindowSyntax(length, ending, null, place);

    private static readonly Parser<WindowSyntax> Lifetime =
        from place in Here
        from lifetime in Word("lifetime")
        from since in After(Word("since"), DottedName)
        select new WindowSyntax(null, null, since, place);

    private static readonly Parser<WindowSyntax> Window = input =>
        ((TokenInput)input).Token.IsWord("lifetime") ? Lifetime(input) : ((TokenInput)input).Token.IsWord("last") ? Last(input) : Unexpected<WindowSyntax>((TokenInput)input, "'last'", "'lifetime'");

    private static readonly Parser<(Formula, Formula)> Branch =
        from opened in Word("when")
        from condition in AnyFormula
        from then in Word("then")
        from value in AnyFormula
        select (condition, value);

    private static readonly Parser<ChoiceFormula> Choices =
        from place in Here
        from branches in Repeated(at => at.Token.IsWord("when"), Branch, "'when'")
        from otherwise in After(Word("else"), AnyFormula)
        select new ChoiceFormula(branches, otherwise, place);

    /// <summary>A choice: <c>when … then … else …</c>.</summary>
    public static Parser<ChoiceFormula> Choice { get; } = input =>
        ((TokenInput)input).Token.IsWord("when") ? Choices(input) : Unexpected<ChoiceFormula>((TokenInput)input, "'when'");

    private static readonly Parser<(Formula, Formula)> MatchRow =
        from key in Constant
        from arrow in Symbol("->")
        from value in RowFormula
        select (key, value);

    private static readonly Parser<Formula> Match =
        from place in Here
        from word in Word("match")
        from operand in AnyFormula
        from open in Symbol("{")
        from rows in Repeated(at => IsConstant(at), MatchRow, "a constant")
        from otherwise in After(Word("else"), AnyFormula)
        from close in Symbol("}")
        select (Formula)new MatchFormula(operand, rows, otherwise, place);

    private static readonly Parser<ImmutableArray<Formula>> Arguments = input =>
        ((TokenInput)input).Token.Is(")") ? Result.Success(ImmutableArray<Formula>.Empty, input) : Listed(WithLines(AnyFormula, end: false))(input);

    private static readonly Parser<Formula> Call =
        from place in Here
        from name in Name
        from distinct in Flag("distinct")
        from open in Symbol("(")
        from arguments in Arguments
        from via in After(Word("via"), DottedName)
        from condition in After(Word("where"), AnyFormula)
        from per in After(Word("per"), WordOf(Units))
        from close in Symbol(")")
        from over in After(Word("over"), Window)
        select (Formula)new CallFormula(name.Text, distinct, arguments, condition, per?.TrimEnd('s'), over, via, place);

    private static readonly Parser<Formula> Bracketed = Between("(", WithLines(AnyFormula, end: false), ")");

    private static readonly Parser<ImmutableArray<Formula>> Set = Between("(", Listed(Constant), ")");

    /// <summary>Whether a constant begins here.</summary>
    public static bool IsConstant(TokenInput at) => at.Token.Is("-") || Literal(at) is not null;

    private static Parser<T> WithLines<T>(Parser<T> parser, bool end) => input =>
    {
        ParseState state = ((TokenInput)input).State;
        bool before = state.LinesEnd;
        state.LinesEnd = end;
        IResult<T> result = parser(input);
        state.LinesEnd = before;
        return result;
    };

    private static IResult<Formula> Climb(IInput input, int least)
    {
        var start = (TokenInput)input;
        if (++start.State.Depth > MostBrackets)
        {
            start.State.TooDeep ??= start.Token;
            start.State.Depth--;
            return Fail<Formula>(start);
        }

        IResult<Formula> result = Prefix(start, least);
        while (result.WasSuccessful && Infix((TokenInput)result.Remainder, result.Value, least) is { } longer)
        {
            result = longer;
            if (result.WasSuccessful && result.Value.Depth > MostDepth)
            {
                start.State.TooDeep ??= start.Token;
                result = Fail<Formula>(start);
            }
        }

        start.State.Depth--;
        return result;
    }

    private static IResult<Formula> Prefix(TokenInput at, int least)
    {
        SourceLocation place = Place(at);
        if (at.Token.IsWord("not") && least <= NotBinds)
        {
            return Climb(at.Advance(), NotBinds) is { WasSuccessful: true } operand
                ? Result.Success<Formula>(new PrefixFormula("not", operand.Value, place), operand.Remainder)
                : Fail<Formula>(at);
        }

        if (at.Token.Is("-"))
        {
            return Climb(at.Advance(), MinusBinds) is { WasSuccessful: true } operand
                ? Result.Success<Formula>(new PrefixFormula("-", operand.Value, place), operand.Remainder)
                : Fail<Formula>(at);
        }

        return Primary(at);
    }

    private static IResult<Formula> Primary(TokenInput at)
    {
        if (Literal(at) is { } literal)
        {
            return Result.Success(literal, at.Advance());
        }

        if (at.Token.Is("("))
        {
            return Bracketed(at);
        }

        if (at.Token.IsWord("when"))
        {
            return Choices(at) is { WasSuccessful: true } choice ? Result.Success<Formula>(choice.Value, choice.Remainder) : Fail<Formula>(at);
        }

        if (at.Token.IsWord("match"))
        {
            return Match(at);
        }

        if (at.Token.IsName)
        {
            return at.Next.Is("(") || at.Next.IsWord("distinct")
                ? Call(at)
                : DottedName(at) is { WasSuccessful: true } path ? Result.Success<Formula>(path.Value, path.Remainder) : Fail<Formula>(at);
        }

        return Unexpected<Formula>(at, "a formula");
    }

    // Null where no sign that binds as tightly follows.
    private static IResult<Formula>? Infix(TokenInput at, Formula left, int least)
    {
        Token token = at.Token;
        if (token.IsFirst && at.State.LinesEnd)
        {
            return null;
        }

        if (token.Kind == TokenKind.Word)
        {
            bool isNegated = token.Text == "not" && (at.Next.IsWord("in") || at.Next.IsWord("like"));
            TokenInput word = isNegated ? (TokenInput)at.Advance() : at;
            return word.Token.Text switch
            {
                "or" when least <= OrBinds => Operation(at, left, "or", AndBinds),
                "and" when least <= AndBinds => Operation(at, left, "and", NotBinds),
                "in" when least <= ComparisonBinds => In(word, left, isNegated),
                "like" when least <= ComparisonBinds => Like(word, left, isNegated),
                "is" when least <= ComparisonBinds => Is(at, left),
                _ => null,
            };
        }

        if (token.Kind != TokenKind.Symbol)
        {
            return null;
        }

        return token.Text switch
        {
            "=" or "!=" or "<>" or "<" or "<=" or ">" or ">=" when least <= ComparisonBinds =>
                Operation(at, left, token.Text == "<>" ? "!=" : token.Text, SumBinds),
            "+" or "-" when least <= SumBinds => Operation(at, left, token.Text, ProductBinds),
            "*" or "/" when least <= ProductBinds => Operation(at, left, token.Text, MinusBinds),
            "^" when least <= PowerBinds => Operation(at, left, "^", MinusBinds),
            _ => null,
        };
    }

    private static IResult<Formula> Operation(TokenInput at, Formula left, string sign, int rightBinds) =>
        Climb(at.Advance(), rightBinds) is { WasSuccessful: true } right
            ? Result.Success<Formula>(new InfixFormula(sign, left, right.Value, Place(at)), right.Remainder)
            : Fail<Formula>(at);

    private static IResult<Formula> In(TokenInput at, Formula left, bool isNegated) =>
        Set(at.Advance()) is { WasSuccessful: true } set
            ? Result.Success<Formula>(new InFormula(left, set.Value, isNegated, Place(at)), set.Remainder)
            : Fail<Formula>(at);

    private static IResult<Formula> Like(TokenInput at, Formula left, bool isNegated) =>
        Text(at.Advance()) is { WasSuccessful: true } pattern
            ? Result.Success<Formula>(new LikeFormula(left, pattern.Value.Text, isNegated, Place(at)), pattern.Remainder)
            : Fail<Formula>(at);

    private static IResult<Formula> Is(TokenInput at, Formula left)
    {
        bool isNegated = at.Next.IsWord("not");
        IInput rest = isNegated ? at.Advance().Advance() : at.Advance();
        return Word("missing")(rest) is { WasSuccessful: true } word
            ? Result.Success<Formula>(new MissingFormula(left, isNegated, Place(at)), word.Remainder)
            : Fail<Formula>(at);
    }

    private static Formula? Literal(TokenInput at) => at.Token.Kind switch
    {
        TokenKind.Number => new NumberFormula(at.Token.Text, Place(at)),
        TokenKind.Text => new TextFormula(at.Token.Text, Place(at)),
        TokenKind.Date or TokenKind.Moment => new MomentFormula(at.Token.Text, Place(at)),
        TokenKind.Word when at.Token.Text is "true" or "false" => new WordFormula(at.Token.Text == "true", Place(at)),
        TokenKind.Word when at.Token.Text == "missing" => new WordFormula(null, Place(at)),
        _ => null,
    };

    /// <summary>A failure with what was expected.</summary>
    public static IResult<T> Unexpected<T>(TokenInput at, params ReadOnlySpan<string> expected)
    {
        foreach (string what in expected)
        {
            at.State.Expect(at, what);
        }

        return Fail<T>(at);
    }
}

using System.Collections.Immutable;
using Sprache;

namespace MlOps.Codegen.Dsl.Syntax;

/// <summary>Parsers of single tokens, and how the grammar puts them together. Alternatives differ in their first token.</summary>
internal static class Terminals
{
    /// <summary>A name.</summary>
    public static Parser<Token> Name { get; } = Where(token => token.IsName, "a name");

    /// <summary>A text.</summary>
    public static Parser<Token> Text { get; } = Where(token => token.Kind == TokenKind.Text, "a text");

    /// <summary>A whole number.</summary>
    public static Parser<Token> Whole { get; } = Where(token => token.Kind == TokenKind.Number && token.Text.All(char.IsAsciiDigit) && token.Text.Length <= 9, "a whole number");

    /// <summary>A number without a sign.</summary>
    public static Parser<Token> UnsignedNumber { get; } = Where(token => token.Kind == TokenKind.Number, "a number");

    /// <summary>A date-time.</summary>
    public static Parser<Token> Moment { get; } = Where(token => token.Kind == TokenKind.Moment, "a time such as 2026-03-01T00:00:00");

    /// <summary>A text after something that it documents; empty where there is none.</summary>
    public static Parser<string> Documentation { get; } = Text.Select(token => token.Text).Or(Parse.Return(""));

    /// <summary>The place of the next token.</summary>
    public static Parser<SourceLocation> Here { get; } = input => Result.Success(Place(input), input);

    /// <summary>The end of the statement.</summary>
    public static Parser<Token> End { get; } = Where(token => token.Kind == TokenKind.End, "the end of the statement");

    /// <summary>A certain word.</summary>
    public static Parser<Token> Word(string word) => Where(token => token.IsWord(word), $"'{word}'");

    /// <summary>One of certain words.</summary>
    public static Parser<string> WordOf(params string[] words) => input =>
    {
        var at = (TokenInput)input;
        if (at.Token.Kind == TokenKind.Word && words.Contains(at.Token.Text, StringComparer.Ordinal))
        {
            return Result.Success(at.Token.Text, at.Advance());
        }

        foreach (string word in words)
        {
            at.State.Expect(at, $"'{word}'");
        }

        return Fail<string>(at);
    };

    /// <summary>A certain sign.</summary>
    public static Parser<Token> Symbol(string symbol) => Where(token => token.Is(symbol), $"'{symbol}'");

    /// <summary>Whether a word is there; it is taken if it is.</summary>
    public static Parser<bool> Flag(string word) => Word(word).Select(_ => true).Or(Parse.Return(false));

    /// <summary>What follows a token that announces it; null where that token is not there.</summary>
    public static Parser<T?> After<TStart, T>(Parser<TStart> start, Parser<T> then)
        where T : class => input =>
    {
        IResult<TStart> started = start(input);
        return started.WasSuccessful
            ? then(started.Remainder) is { WasSuccessful: true } result ? Result.Success<T?>(result.Value, result.Remainder) : Fail<T?>((TokenInput)started.Remainder)
            : Result.Success<T?>(null, input);
    };

    /// <summary>Things with commas between them, at least one. What follows a comma must be one.</summary>
    public static Parser<ImmutableArray<T>> Listed<T>(Parser<T> item) => input =>
    {
        var items = ImmutableArray.CreateBuilder<T>();
        while (true)
        {
            IResult<T> next = item(input);
            if (!next.WasSuccessful)
            {
                return Fail<ImmutableArray<T>>((TokenInput)input);
            }

            items.Add(next.Value);
            if (!IsSymbol(next.Remainder, ","))
            {
                return Result.Success(items.ToImmutable(), next.Remainder);
            }

            input = next.Remainder.Advance();
        }
    };

    /// <summary>Things one after the other, until a token that begins none.</summary>
    /// <param name="begins">Whether a token begins one; what begins must end.</param>
    /// <param name="item">One of them.</param>
    /// <param name="what">What it is, or the words that begin it, for messages.</param>
    public static Parser<ImmutableArray<T>> Repeated<T>(Func<TokenInput, bool> begins, Parser<T> item, params string[] what) => input =>
    {
        var items = ImmutableArray.CreateBuilder<T>();
        while (begins((TokenInput)input))
        {
            IResult<T> next = item(input);
            if (!next.WasSuccessful)
            {
                return Fail<ImmutableArray<T>>((TokenInput)input);
            }

            items.Add(next.Value);
            input = next.Remainder;

            // Between things in brackets commas and semicolons may stand.
            if (IsSymbol(input, ",") || IsSymbol(input, ";"))
            {
                input = input.Advance();
            }
        }

        foreach (string one in what)
        {
            ((TokenInput)input).State.Expect((TokenInput)input, one);
        }

        return Result.Success(items.ToImmutable(), input);
    };

    /// <summary>What stands between two signs.</summary>
    public static Parser<T> Between<T>(string open, Parser<T> inner, string close) =>
        from opened in Symbol(open)
        from value in inner
        from closed in Symbol(close)
        select value;

    /// <summary>The place of a position.</summary>
    public static SourceLocation Place(IInput input) => new(((TokenInput)input).State.File, input.Line, input.Column);

    /// <summary>A failure; what was expected is noted already.</summary>
    public static IResult<T> Fail<T>(TokenInput at) => Result.Failure<T>(at, "", []);

    private static bool IsSymbol(IInput input, string symbol) => ((TokenInput)input).Token.Is(symbol);

    private static Parser<Token> Where(Func<Token, bool> fits, string what) => input =>
    {
        var at = (TokenInput)input;
        if (fits(at.Token))
        {
            return Result.Success(at.Token, at.Advance());
        }

        at.State.Expect(at, what);
        return Fail<Token>(at);
    };
}

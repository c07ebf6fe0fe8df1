using System.Collections.Immutable;
using Sprache;

namespace MlOps.Codegen.Dsl.Syntax;

/// <summary>The tokens of one statement as the input of Sprache's parsers, which otherwise read characters.</summary>
internal sealed class TokenInput : IInput
{
    private readonly ImmutableArray<Token> tokens;

    /// <summary>Starts at the first token.</summary>
    /// <param name="tokens">The tokens, the last being <see cref="TokenKind.End"/>.</param>
    /// <param name="state">What all positions share.</param>
    public TokenInput(ImmutableArray<Token> tokens, ParseState state)
        : this(tokens, state, 0)
    {
    }

    private TokenInput(ImmutableArray<Token> tokens, ParseState state, int position)
    {
        this.tokens = tokens;
        State = state;
        Position = position;
    }

    /// <summary>What all positions share.</summary>
    public ParseState State { get; }

    /// <summary>The token at this position.</summary>
    public Token Token => tokens[Position];

    /// <summary>The token after it; the end where there is none.</summary>
    public Token Next => tokens[Math.Min(Position + 1, tokens.Length - 1)];

    /// <inheritdoc/>
    public string Source => "";

    /// <inheritdoc/>
    public char Current => '\0';

    /// <inheritdoc/>
    public bool AtEnd => Token.Kind == TokenKind.End;

    /// <inheritdoc/>
    public int Position { get; }

    /// <inheritdoc/>
    public int Line => Token.Line;

    /// <inheritdoc/>
    public int Column => Token.Column;

    /// <inheritdoc/>
    public IDictionary<object, object> Memos { get; } = ImmutableDictionary<object, object>.Empty;

    /// <inheritdoc/>
    public IInput Advance() => new TokenInput(tokens, State, Math.Min(Position + 1, tokens.Length - 1));

    /// <inheritdoc/>
    public bool Equals(IInput? other) => other is TokenInput input && input.Position == Position;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as IInput);

    /// <inheritdoc/>
    public override int GetHashCode() => Position;
}

/// <summary>
/// What the positions of a statement share: where parsing came furthest and what would have gone on there, which says more of a mistake
/// than the last alternative that was tried; and how deep brackets stand in brackets.
/// </summary>
/// <param name="file">The file, for locations.</param>
internal sealed class ParseState(string file)
{
    private readonly List<string> expected = [];
    private int furthest = -1;

    /// <summary>The file, for locations.</summary>
    public string File => file;

    /// <summary>How many expressions are open.</summary>
    public int Depth { get; set; }

    /// <summary>Whether a line that begins with a sign begins something else: in tables, where a row follows a row.</summary>
    public bool LinesEnd { get; set; }

    /// <summary>What would have gone on at the furthest position, in the order in which it was asked for.</summary>
    public IReadOnlyList<string> Expected => expected;

    /// <summary>The first token that did not fit; null where all did.</summary>
    public Token? Found { get; private set; }

    /// <summary>Where an expression is too deep; null for nowhere.</summary>
    public Token? TooDeep { get; set; }

    /// <summary>Notes that a token does not fit.</summary>
    public void Expect(TokenInput at, string what)
    {
        if (at.Position > furthest)
        {
            furthest = at.Position;
            Found = at.Token;
            expected.Clear();
        }

        if (at.Position == furthest && !expected.Contains(what))
        {
            expected.Add(what);
        }
    }
}

using System.Collections.Immutable;

namespace MlOps.Codegen.Dsl.Syntax;

/// <summary>What a token is.</summary>
internal enum TokenKind
{
    /// <summary>A name or a keyword: which of them is decided by where it stands.</summary>
    Word,

    /// <summary>A name between backticks, never a keyword.</summary>
    QuotedName,

    /// <summary>Digits, with a fraction or an exponent or without.</summary>
    Number,

    /// <summary>Text between double quotes.</summary>
    Text,

    /// <summary><c>2026-03-01</c>.</summary>
    Date,

    /// <summary><c>2026-03-01T00:00:00</c>.</summary>
    Moment,

    /// <summary>A sign of one or two characters.</summary>
    Symbol,

    /// <summary>The end of the statement or of the file.</summary>
    End,
}

/// <summary>A token with what stood around it.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">Its value: of a text what is between the quotes, escapes resolved; of a quoted name the name.</param>
/// <param name="Written">Its letters in the file.</param>
/// <param name="Line">Its line, from 1.</param>
/// <param name="Column">Its column, from 1.</param>
/// <param name="IsFirst">Whether it is the first of its line.</param>
/// <param name="Comments">The comments between the token before and this one.</param>
internal sealed record Token(
    TokenKind Kind, string Text, string Written, int Line, int Column, bool IsFirst, ImmutableArray<Comment> Comments)
{
    /// <summary>Whether it is a certain sign.</summary>
    public bool Is(string symbol) => Kind == TokenKind.Symbol && Text == symbol;

    /// <summary>Whether it is a certain word.</summary>
    public bool IsWord(string word) => Kind == TokenKind.Word && Text == word;

    /// <summary>Whether it may be a name.</summary>
    public bool IsName => Kind == TokenKind.QuotedName || (Kind == TokenKind.Word && !ReservedWords.Contains(Text));

    /// <summary>The token as a message shows it.</summary>
    public string Shown => Kind switch
    {
        TokenKind.End => "the end of the statement",
        TokenKind.Text => "a text",
        _ => $"'{Written}'",
    };
}

/// <summary>A comment.</summary>
/// <param name="Written">Its letters, with the sign that begins it.</param>
/// <param name="Line">Its line, from 1.</param>
/// <param name="IsFirst">Whether nothing stands before it on its line.</param>
internal sealed record Comment(string Written, int Line, bool IsFirst);

using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text;
using MlOps.Codegen.Diagnostics;
using Sprache;

namespace MlOps.Codegen.Dsl.Syntax;

/// <summary>What a file says.</summary>
/// <param name="File">The file's name.</param>
/// <param name="Text">Its text.</param>
/// <param name="Statements">Its statements, less those that could not be read.</param>
/// <param name="Unread">The names that those would have declared: that they are unknown need not be said.</param>
internal sealed record PipelineText(string File, string Text, ImmutableArray<Statement> Statements, ImmutableHashSet<string> Unread);

/// <summary>Reads pipelines. Statements are read each by itself, so that a mistake in one hides none in the others.</summary>
internal static class PipelineParser
{
    /// <summary>The largest file that is read, in bytes.</summary>
    public const int MostBytes = 4 * 1024 * 1024;

    private static readonly FrozenDictionary<string, Parser<Statement>> Grammar =
        StatementGrammar.All.Concat(DecisionGrammar.All).ToFrozenDictionary(pair => pair.Key, pair => pair.Value, StringComparer.Ordinal);

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The keywords that begin statements.</summary>
    public static IEnumerable<string> Keywords => Grammar.Keys;

    /// <summary>A file's bytes as text.</summary>
    /// <param name="stream">The bytes.</param>
    /// <param name="file">The file's name.</param>
    /// <param name="diagnostics">Receives what is wrong with them.</param>
    /// <returns>The text; null after a diagnostic.</returns>
    public static string? Decode(Stream stream, string file, DiagnosticBag diagnostics)
    {
        var bytes = new MemoryStream();
        byte[] buffer = new byte[1 << 16];
        for (int read = stream.Read(buffer); read > 0; read = stream.Read(buffer))
        {
            bytes.Write(buffer, 0, read);
            if (bytes.Length > MostBytes)
            {
                diagnostics.Report(DiagnosticDescriptors.LimitExceeded, new SourceLocation(file, 0, 0), "a pipeline has at most 4 MiB");
                return null;
            }
        }

        try
        {
            string text = Utf8.GetString(bytes.GetBuffer(), 0, (int)bytes.Length);
            return text.StartsWith('\uFEFF') ? text[1..] : text;
        }
        catch (DecoderFallbackException)
        {
            diagnostics.Report(DiagnosticDescriptors.NotText, new SourceLocation(file, 0, 0));
            return null;
        }
    }

    /// <summary>Reads a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="file">The file's name, for locations.</param>
    /// <param name="diagnostics">Receives all that is wrong with it.</param>
    public static PipelineText Read(string text, string file, DiagnosticBag diagnostics)
    {
        ImmutableArray<Token> tokens = Lexer.Read(text, file, diagnostics);
        var statements = ImmutableArray.CreateBuilder<Statement>();
        var unread = ImmutableHashSet.CreateBuilder<string>(StringComparer.Ordinal);
        foreach (ImmutableArray<Token> part in Split(tokens))
        {
            if (ReadStatement(part, file, diagnostics) is { } statement)
            {
                statements.Add(statement);
            }
            else
            {
                unread.UnionWith(part.Skip(1).Take(3).Where(token => token.IsName).Select(token => token.Text));
            }
        }

        return new PipelineText(file, text, statements.ToImmutable(), unread.ToImmutable());
    }

    /// <summary>The tokens of each statement, each with an end.</summary>
    /// <param name="tokens">The tokens of a file.</param>
    public static IEnumerable<ImmutableArray<Token>> Split(ImmutableArray<Token> tokens)
    {
        var part = ImmutableArray.CreateBuilder<Token>();
        int depth = 0;
        for (int i = 0; i < tokens.Length; i++)
        {
            Token token = tokens[i];
            bool ends = token.Kind == TokenKind.End;
            if (part.Count > 0 && (ends || Begins(token, tokens[i + 1], depth)))
            {
                Token last = part[^1];
                part.Add(last with { Kind = TokenKind.End, Text = "", Written = "", Column = last.Column + last.Written.Length, Comments = [] });
                yield return part.ToImmutable();
                part.Clear();
                depth = 0;
            }

            if (!ends)
            {
                part.Add(token);
                depth += token.Is("(") || token.Is("{") ? 1 : token.Is(")") || token.Is("}") ? -1 : 0;
            }
        }
    }

    // A keyword at the start of a line that a name or text follows; in brackets that were forgotten to be closed only at the very margin.
    private static bool Begins(Token token, Token next, int depth)
    {
        if (!token.IsFirst || token.Kind != TokenKind.Word || (depth > 0 && token.Column > 1))
        {
            return false;
        }

        bool named = next.Kind is TokenKind.Text or TokenKind.QuotedName || (next.Kind == TokenKind.Word && (token.Column == 1 || !ReservedWords.Contains(next.Text)));
        return named && (Grammar.ContainsKey(token.Text) || (token.Column == 1 && next.Kind == TokenKind.Word && Suggestion.For(token.Text, Keywords) is not null));
    }

    private static Statement? ReadStatement(ImmutableArray<Token> tokens, string file, DiagnosticBag diagnostics)
    {
        Token first = tokens[0];
        var place = new SourceLocation(file, first.Line, first.Column);
        if (first.Kind != TokenKind.Word || !Grammar.TryGetValue(first.Text, out Parser<Statement>? grammar))
        {
            string hint = first.Kind == TokenKind.Word && Suggestion.For(first.Text, Keywords) is { } near ? $" (did you mean '{near}'?)" : "";
            diagnostics.Report(DiagnosticDescriptors.UnknownStatement, place, first.Shown, hint);
            return null;
        }

        var state = new ParseState(file);
        Parser<Statement> whole = from statement in grammar from end in Terminals.End select statement;
        IResult<Statement> result = whole(new TokenInput(tokens, state));
        if (result.WasSuccessful)
        {
            return result.Value;
        }

        if (state.TooDeep is { } deep)
        {
            diagnostics.Report(DiagnosticDescriptors.FormulaTooDeep, new SourceLocation(file, deep.Line, deep.Column));
            return null;
        }

        Token found = state.Found ?? first;
        string hintOfWord = found.Kind == TokenKind.Word
            && Suggestion.For(found.Text, state.Expected.Select(what => what.Trim('\'')).Where(what => what.All(char.IsAsciiLetter))) is { } word
                ? $" (did you mean '{word}'?)"
                : "";
        diagnostics.Report(
            DiagnosticDescriptors.UnexpectedToken, new SourceLocation(file, found.Line, found.Column), Join(state.Expected), found.Shown, hintOfWord);
        return null;
    }

    private static string Join(IReadOnlyList<string> expected) => expected.Count switch
    {
        0 => "something else",
        1 => expected[0],
        _ => $"{string.Join(", ", expected.Take(expected.Count - 1))} or {expected[^1]}",
    };
}

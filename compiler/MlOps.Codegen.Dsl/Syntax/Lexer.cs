using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using MlOps.Codegen.Diagnostics;

namespace MlOps.Codegen.Dsl.Syntax;

/// <summary>Cuts a text into tokens. A letter that begins none is reported and left out, so that the rest is read all the same.</summary>
internal sealed class Lexer
{
    private static readonly ImmutableArray<string> Pairs = ["->", "!=", "<>", "<=", ">=", ".."];
    private const string Singles = "(){}[],:;.+-*/^=<>~?";

    private readonly string text;
    private readonly string file;
    private readonly DiagnosticBag diagnostics;
    private readonly List<Token> tokens = [];
    private readonly List<Comment> comments = [];
    private int at;
    private int line = 1;
    private int lineStart;
    private bool isFirst = true;

    private Lexer(string text, string file, DiagnosticBag diagnostics)
    {
        this.text = text;
        this.file = file;
        this.diagnostics = diagnostics;
    }

    /// <summary>The tokens of a text, the last being its end.</summary>
    /// <param name="text">The text.</param>
    /// <param name="file">Its file, for locations.</param>
    /// <param name="diagnostics">Receives what is wrong with it.</param>
    public static ImmutableArray<Token> Read(string text, string file, DiagnosticBag diagnostics)
    {
        var lexer = new Lexer(text, file, diagnostics);
        lexer.Run();
        return [.. lexer.tokens];
    }

    private void Run()
    {
        while (at < text.Length)
        {
            char c = text[at];
            if (c == '\n')
            {
                NextLine();
            }
            else if (c is ' ' or '\t' or '\r')
            {
                at++;
            }
            else if (c == '#' || (c == '/' && Peek(1) == '/'))
            {
                int end = EndOfLine();
                comments.Add(new Comment(text[at..end].TrimEnd(), line, isFirst));
                at = end;
            }
            else
            {
                ReadToken(c);
            }
        }

        Add(TokenKind.End, "", at);
    }

    private void ReadToken(char c)
    {
        if (char.IsAsciiDigit(c))
        {
            ReadNumber();
        }
        else if (IsLetter(c))
        {
            int end = at;
            while (end < text.Length && (IsLetter(text[end]) || char.IsDigit(text[end])))
            {
                end++;
            }

            Add(TokenKind.Word, text[at..end], end);
        }
        else if (c == '"')
        {
            ReadText();
        }
        else if (c == '`')
        {
            ReadQuotedName();
        }
        else if (Pairs.FirstOrDefault(pair => string.CompareOrdinal(text, at, pair, 0, pair.Length) == 0) is { } found)
        {
            Add(TokenKind.Symbol, found, at + found.Length);
        }
        else if (Singles.Contains(c, StringComparison.Ordinal))
        {
            Add(TokenKind.Symbol, c.ToString(), at + 1);
        }
        else
        {
            int length = char.IsHighSurrogate(c) && char.IsLowSurrogate(Peek(1)) ? 2 : 1;
            Report(at, string.Create(CultureInfo.InvariantCulture, $"the character '{text.AsSpan(at, length)}' (U+{CodePoint(at):X4}) begins nothing"));
            at += length;
            isFirst = false;
        }
    }

    private void ReadNumber()
    {
        if (IsDate())
        {
            bool isMoment = IsTimeAt(at + 10);
            int length = isMoment ? 19 : 10;
            Add(isMoment ? TokenKind.Moment : TokenKind.Date, text.Substring(at, length), at + length);
            return;
        }

        int end = Digits(at);
        if (end + 1 < text.Length && text[end] == '.' && char.IsAsciiDigit(text[end + 1]))
        {
            end = Digits(end + 1);
        }

        if (end < text.Length && text[end] is 'e' or 'E')
        {
            int sign = end + 1 < text.Length && text[end + 1] is '+' or '-' ? 1 : 0;
            if (end + 1 + sign < text.Length && char.IsAsciiDigit(text[end + 1 + sign]))
            {
                end = Digits(end + 1 + sign);
            }
        }

        if (end < text.Length && IsLetter(text[end]))
        {
            int wrong = end;
            while (wrong < text.Length && (IsLetter(text[wrong]) || char.IsDigit(text[wrong])))
            {
                wrong++;
            }

            Report(at, $"'{text[at..wrong]}' is neither a number nor a name");
            end = wrong;
            Add(TokenKind.Number, "0", end);
            return;
        }

        Add(TokenKind.Number, text[at..end], end);
    }

    private bool IsDate() =>
        Shape(at, "0000-00-00") && (at + 10 >= text.Length || !char.IsAsciiDigit(text[at + 10]));

    private bool IsTimeAt(int start) => Shape(start, "T00:00:00");

    private bool Shape(int start, string shape)
    {
        if (start + shape.Length > text.Length)
        {
            return false;
        }

        for (int i = 0; i < shape.Length; i++)
        {
            if (shape[i] == '0' ? !char.IsAsciiDigit(text[start + i]) : text[start + i] != shape[i])
            {
                return false;
            }
        }

        return true;
    }

    private int Digits(int from)
    {
        while (from < text.Length && char.IsAsciiDigit(text[from]))
        {
            from++;
        }

        return from;
    }

    private void ReadText()
    {
        var value = new StringBuilder();
        int end = at + 1;
        while (end < text.Length && text[end] is not ('"' or '\n'))
        {
            if (text[end] == '\\' && end + 1 < text.Length && text[end + 1] != '\n')
            {
                char escaped = text[end + 1];
                if (escaped is not ('"' or '\\' or 'n' or 't'))
                {
                    Report(end, $"'\\{escaped}' is no escape; there are \\\", \\\\, \\n and \\t");
                }

                value.Append(escaped switch { 'n' => '\n', 't' => '\t', _ => escaped });
                end += 2;
            }
            else
            {
                value.Append(text[end++]);
            }
        }

        bool isClosed = end < text.Length && text[end] == '"';
        if (!isClosed)
        {
            Report(at, "the text has no end: a \" is missing on its line");
        }

        Add(TokenKind.Text, value.ToString(), isClosed ? end + 1 : end);
    }

    private void ReadQuotedName()
    {
        int end = at + 1;
        while (end < text.Length && text[end] is not ('`' or '\n'))
        {
            end++;
        }

        bool isClosed = end < text.Length && text[end] == '`';
        if (!isClosed || end == at + 1)
        {
            Report(at, isClosed ? "a name between backticks is empty" : "the name has no end: a ` is missing on its line");
        }

        string name = text[(at + 1)..end];
        Add(TokenKind.QuotedName, name.Length == 0 ? "unnamed" : name, isClosed ? end + 1 : end);
    }

    private void Add(TokenKind kind, string value, int end)
    {
        tokens.Add(new Token(kind, value, text[at..end], line, at - lineStart + 1, isFirst, [.. comments]));
        comments.Clear();
        at = end;
        isFirst = false;
    }

    private void NextLine()
    {
        at++;
        line++;
        lineStart = at;
        isFirst = true;
    }

    private int EndOfLine()
    {
        int end = text.IndexOf('\n', at);
        return end < 0 ? text.Length : end;
    }

    private char Peek(int ahead) => at + ahead < text.Length ? text[at + ahead] : '\0';

    private void Report(int position, string what) =>
        diagnostics.Report(DiagnosticDescriptors.InvalidToken, new SourceLocation(file, line, position - lineStart + 1), what);

    private int CodePoint(int position) =>
        position + 1 < text.Length && char.IsSurrogatePair(text, position) ? char.ConvertToUtf32(text, position) : text[position];

    private static bool IsLetter(char c) => c == '_' || char.IsLetter(c);
}

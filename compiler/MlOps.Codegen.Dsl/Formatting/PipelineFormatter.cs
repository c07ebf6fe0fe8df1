using System.Collections.Immutable;
using System.Text;
using MlOps.Codegen.Diagnostics;
using MlOps.Codegen.Dsl.Syntax;

namespace MlOps.Codegen.Dsl.Formatting;

/// <summary>
/// Writes a pipeline with even blanks and indentation. Lines stay where their author broke them, and comments where they stood, so that a
/// formatted file differs from its source in white space alone. Formatting twice is formatting once.
/// </summary>
public static class PipelineFormatter
{
    private const int Step = 2;

    /// <summary>Formats a pipeline.</summary>
    /// <param name="text">Its text.</param>
    /// <param name="file">Its file's name, for locations.</param>
    /// <param name="diagnostics">Receives what is wrong with it.</param>
    /// <returns>The formatted text, lines ended by <c>\n</c>; null where it is no pipeline.</returns>
    public static string? Format(string text, string file, DiagnosticBag diagnostics)
    {
        PipelineParser.Read(text, file, diagnostics);
        return diagnostics.HasErrors ? null : Print(Lexer.Read(text, file, new DiagnosticBag()));
    }

    private static string Print(ImmutableArray<Token> tokens)
    {
        var page = new Page();
        foreach (ImmutableArray<Token> statement in PipelineParser.Split(tokens))
        {
            PrintStatement(statement[..^1], page);
        }

        page.Comments(tokens[^1].Comments, 0);
        return page.Finish();
    }

    private static void PrintStatement(ImmutableArray<Token> tokens, Page page)
    {
        // For every open bracket how far the line is indented on which it was opened.
        var opened = new Stack<int>();
        int indent = 0;
        for (int i = 0; i < tokens.Length; i++)
        {
            Token token = tokens[i];
            bool closes = token.Is(")") || token.Is("}");
            bool startsLine = i == 0 || token.IsFirst;
            int inner = opened.TryPeek(out int line) ? line + Step : Step;
            if (startsLine)
            {
                indent = i == 0 ? 0 : closes && opened.Count > 0 ? opened.Peek() : inner;
            }

            page.Comments(token.Comments, i == 0 ? 0 : inner);
            if (startsLine || page.IsAtStart)
            {
                page.Line(token.Line, indent);
            }
            else if (Apart(i > 1 ? tokens[i - 2] : null, tokens[i - 1], token))
            {
                page.Write(" ");
            }

            page.Write(token.Written);
            page.EndsAt(token.Line);
            if (token.Is("(") || token.Is("{"))
            {
                opened.Push(indent);
            }
            else if (closes && opened.Count > 0)
            {
                opened.Pop();
            }
        }
    }

    // Whether a blank stands between two tokens of a line.
    private static bool Apart(Token? before, Token left, Token right)
    {
        if (left.Is("(") || left.Is(".") || left.Is("..") || right.Is(".") || right.Is("..") || right.Is(")") || right.Is(",") || right.Is(";") || right.Is(":")
            || right.Is("?"))
        {
            return false;
        }

        if (right.Is("("))
        {
            return !left.IsName;
        }

        return !(left.Is("-") && IsSign(before));
    }

    // A minus is a sign where no operand stands before it.
    private static bool IsSign(Token? before) => before is null
        || (before.Kind == TokenKind.Symbol && !before.Is(")") && !before.Is("}"))
        || (before.Kind == TokenKind.Word && (ReservedWords.Contains(before.Text) || before.Text is "baseline" or "scorecard" or "with" or "mean" or "median" or "mode" or "constant"));

    /// <summary>What is written so far.</summary>
    private sealed class Page
    {
        private readonly StringBuilder text = new();
        private int lastLine;

        /// <summary>Whether a comment has ended the line that is being written.</summary>
        public bool IsAtStart { get; private set; } = true;

        public void Write(string piece) => text.Append(piece);

        public void EndsAt(int line) => lastLine = line;

        /// <summary>Begins a line; one empty line stays where there were any.</summary>
        public void Line(int line, int indent)
        {
            if (text.Length > 0)
            {
                text.Append(line > lastLine + 1 ? "\n\n" : "\n");
            }

            text.Append(' ', indent);
            lastLine = line;
            IsAtStart = false;
        }

        public void Comments(ImmutableArray<Comment> comments, int indent)
        {
            foreach (Comment comment in comments)
            {
                if (comment.IsFirst)
                {
                    Line(comment.Line, indent);
                }
                else
                {
                    text.Append(text.Length > 0 ? "  " : "");
                }

                text.Append(comment.Written);
                lastLine = comment.Line;
                IsAtStart = true;
            }
        }

        public string Finish() => text.Length == 0 ? "" : text.Append('\n').ToString();
    }
}

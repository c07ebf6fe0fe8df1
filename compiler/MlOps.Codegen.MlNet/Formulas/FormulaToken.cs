namespace MlOps.Codegen.MlNet.Formulas;

/// <summary>What a piece of a formula is.</summary>
internal enum FormulaTokenKind
{
    /// <summary>A name or a word such as <c>and</c>.</summary>
    Word,

    /// <summary>A number.</summary>
    Number,

    /// <summary>A text in quotes.</summary>
    Text,

    /// <summary>An operator, bracket or separator.</summary>
    Sign,

    /// <summary>The end.</summary>
    End,
}

/// <summary>A piece of a formula.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">Its text; of a number with its suffix, of a text without its quotes.</param>
internal readonly record struct FormulaToken(FormulaTokenKind Kind, string Text)
{
    private static readonly string[] Signs = ["=>", "==", "!=", "<>", "<=", ">=", "&&", "||", "??"];

    /// <summary>The pieces of a formula, the end last.</summary>
    /// <param name="text">The formula.</param>
    /// <exception cref="NotSupportedException">It has something that no formula here has, such as a text in quotes.</exception>
    public static List<FormulaToken> Read(string text)
    {
        var tokens = new List<FormulaToken>();
        for (int at = 0; at < text.Length;)
        {
            int start = at;
            if (char.IsWhiteSpace(text[at]))
            {
                at++;
                continue;
            }

            if (char.IsAsciiLetter(text[at]) || text[at] == '_')
            {
                while (at < text.Length && (char.IsAsciiLetterOrDigit(text[at]) || text[at] == '_'))
                {
                    at++;
                }

                tokens.Add(new FormulaToken(FormulaTokenKind.Word, text[start..at]));
            }
            else if (char.IsAsciiDigit(text[at]) || text[at] == '.')
            {
                at = EndOfNumber(text, at);
                tokens.Add(new FormulaToken(FormulaTokenKind.Number, text[start..at]));
            }
            else if (text[at] == '"')
            {
                int end = text.IndexOf('"', at + 1);
                if (end < 0 || text.IndexOf('\\', at, end - at) >= 0)
                {
                    throw new NotSupportedException("its formula has a text that does not end, or holds a backslash");
                }

                at = end + 1;
                tokens.Add(new FormulaToken(FormulaTokenKind.Text, text[(start + 1)..end]));
            }
            else
            {
                string sign = Array.Find(Signs, sign => string.CompareOrdinal(text, start, sign, 0, sign.Length) == 0) ?? text[at..(at + 1)];
                if (sign.Length == 1 && !"()+-*/%^<>=!?:,;".Contains(sign[0], StringComparison.Ordinal))
                {
                    throw new NotSupportedException($"its formula has a '{sign}'");
                }

                at += sign.Length;
                tokens.Add(new FormulaToken(FormulaTokenKind.Sign, sign));
            }
        }

        tokens.Add(new FormulaToken(FormulaTokenKind.End, ""));
        return tokens;
    }

    private static int EndOfNumber(string text, int at)
    {
        while (at < text.Length && (char.IsAsciiDigit(text[at]) || text[at] == '.'))
        {
            at++;
        }

        // An exponent, and a letter for the type.
        if (at + 1 < text.Length && text[at] is 'e' or 'E' && (char.IsAsciiDigit(text[at + 1]) || text[at + 1] is '+' or '-'))
        {
            at += 2;
            while (at < text.Length && char.IsAsciiDigit(text[at]))
            {
                at++;
            }
        }

        return at < text.Length && text[at] is 'f' or 'F' or 'd' or 'D' ? at + 1 : at;
    }
}

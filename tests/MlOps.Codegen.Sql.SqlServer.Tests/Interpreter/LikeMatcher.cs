namespace MlOps.Codegen.Sql.SqlServer.Tests.Interpreter;

/// <summary>LIKE without ESCAPE as the reference describes it for Unicode text: trailing blanks count, ranges go by code unit.</summary>
internal static class LikeMatcher
{
    public static bool IsMatch(string text, string pattern, StringComparison comparison)
    {
        // Which positions of the text can be reached after each part of the pattern.
        var reached = new bool[text.Length + 1];
        reached[0] = true;
        for (int at = 0; at < pattern.Length;)
        {
            if (pattern[at] == '%')
            {
                at++;
                for (int i = 1; i < reached.Length; i++)
                {
                    reached[i] |= reached[i - 1];
                }

                continue;
            }

            Func<char, bool> part = One(pattern, ref at, comparison);
            for (int i = text.Length; i > 0; i--)
            {
                reached[i] = reached[i - 1] && part(text[i - 1]);
            }

            reached[0] = false;
        }

        return reached[^1];
    }

    private static Func<char, bool> One(string pattern, ref int at, StringComparison comparison)
    {
        char c = pattern[at++];
        if (c == '_')
        {
            return _ => true;
        }

        if (c != '[')
        {
            return other => string.Equals(other.ToString(), c.ToString(), comparison);
        }

        int end = pattern.IndexOf(']', at);
        if (end < 0)
        {
            throw new SqlError($"the class of '{pattern}' is not closed");
        }

        bool negative = pattern[at] == '^';
        string members = pattern[(at + (negative ? 1 : 0))..end];
        at = end + 1;
        return other => IsMember(members, other) != negative;
    }

    private static bool IsMember(string members, char other)
    {
        for (int i = 0; i < members.Length; i++)
        {
            if (i + 2 < members.Length && members[i + 1] == '-')
            {
                if (members[i] <= other && other <= members[i + 2])
                {
                    return true;
                }

                i += 2;
            }
            else if (members[i] == other)
            {
                return true;
            }
        }

        return false;
    }
}

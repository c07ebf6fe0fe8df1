using System.Collections.Immutable;
using System.Text;

namespace MlOps.Codegen.Compiler.Pmml;

/// <summary>Splits the text of an Array (PMML 4.4, General Structure: Array).</summary>
internal static class ArrayText
{
    /// <summary>The items: separated by white space; in double quotes they may contain it; <c>\"</c> is a quote.</summary>
    /// <param name="text">The element's text.</param>
    /// <param name="strings">Whether quotes have a meaning.</param>
    public static ImmutableArray<string> Split(string text, bool strings)
    {
        var items = ImmutableArray.CreateBuilder<string>();
        var item = new StringBuilder();
        bool inItem = false;
        bool quoted = false;
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            if (strings && c == '\\' && i + 1 < text.Length && text[i + 1] == '"')
            {
                item.Append('"');
                inItem = true;
                i++;
            }
            else if (strings && c == '"' && (quoted || !inItem))
            {
                quoted = !quoted;
                inItem = true;
                if (!quoted)
                {
                    Finish();
                }
            }
            else if (!quoted && char.IsWhiteSpace(c))
            {
                if (inItem)
                {
                    Finish();
                }
            }
            else
            {
                item.Append(c);
                inItem = true;
            }
        }

        if (inItem)
        {
            Finish();
        }

        return items.ToImmutable();

        void Finish()
        {
            items.Add(item.ToString());
            item.Clear();
            inItem = false;
        }
    }
}

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;

namespace MlOps.Codegen.CSharp.Compilation;

/// <summary>Makes the large tables of generated code cheap for the C# compiler.</summary>
/// <remarks>
/// Of a literal of UTF-8 the compiler makes a node per byte: half a second and two hundred megabytes for five hundred trees. A
/// string is one node, at twice the room in the assembly. An assembly holds eight million characters of strings: code that is one of many parts of
/// an assembly keeps literals of UTF-8, and what is compiled here is alone in its own.
/// </remarks>
internal static class LargeLiterals
{
    private const int ShortestAsString = 1 << 16;
    private const int MostCharacters = 6_000_000;

    /// <summary>Lets large literals be strings whose bytes are taken when the code runs.</summary>
    /// <param name="tree">A generated file.</param>
    /// <returns>The file with the same meaning.</returns>
    public static SyntaxTree AsStrings(SyntaxTree tree)
    {
        var changes = new List<TextChange>();
        int characters = 0;
        foreach (SyntaxToken token in tree.GetRoot().DescendantTokens())
        {
            bool isLarge = token.IsKind(SyntaxKind.Utf8MultiLineRawStringLiteralToken) && token.Span.Length >= ShortestAsString;
            if (isLarge && (characters += token.Span.Length) <= MostCharacters)
            {
                changes.Add(new TextChange(new TextSpan(token.SpanStart, 0), "global::System.Text.Encoding.UTF8.GetBytes("));
                changes.Add(new TextChange(TextSpan.FromBounds(token.Span.End - "u8".Length, token.Span.End), ")"));
            }
        }

        return changes.Count == 0 ? tree : tree.WithChangedText(tree.GetText().WithChanges(changes));
    }
}

using System.Text;
using MlOps.Codegen.Plan;

namespace MlOps.Codegen.CSharp.Naming;

/// <summary>Text from models in comments: shown, but unable to end the comment or to change what is read around it.</summary>
internal static class Comments
{
    private const int Longest = 120;

    /// <summary>For a <c>//</c> comment: one line, cut, with everything unusual replaced.</summary>
    /// <param name="text">Any text.</param>
    public static string Line(string text)
    {
        var result = new StringBuilder();
        foreach (char c in text.Length > Longest ? text.AsSpan(0, Longest) : text)
        {
            result.Append(Literals.IsPlain(c) ? c : '?');
        }

        return text.Length > Longest ? result.Append("...").ToString() : result.ToString();
    }

    /// <summary>For XML documentation: as <see cref="Line"/>, with markup escaped.</summary>
    /// <param name="text">Any text.</param>
    public static string Xml(string text) => Line(text)
        .Replace("&", "&amp;", StringComparison.Ordinal)
        .Replace("<", "&lt;", StringComparison.Ordinal)
        .Replace(">", "&gt;", StringComparison.Ordinal);

    /// <summary>What an element is and where it stands; empty where that is unknown.</summary>
    /// <param name="origin">The origin.</param>
    public static string Of(Origin origin)
    {
        string place = Path.GetFileName(origin.Location.ToString());
        return origin.Element.Length == 0 ? ""
            : place.Length == 0 ? Line(origin.Element)
            : $"{Line(origin.Element)}, {Line(place)}";
    }
}

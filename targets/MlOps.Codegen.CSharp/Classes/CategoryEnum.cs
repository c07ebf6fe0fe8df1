using System.Collections.Immutable;
using MlOps.Codegen.CSharp.Naming;
using MlOps.Codegen.CSharp.Writing;

namespace MlOps.Codegen.CSharp.Classes;

/// <summary>An enumeration of the texts that a field can have, and the class that converts between both.</summary>
/// <param name="Name">The enumeration's name.</param>
/// <param name="Fields">The fields that have it.</param>
/// <param name="Texts">The texts, in the order of the members.</param>
/// <param name="IsInput">Whether the field is an input, in which callers may put what is no member.</param>
internal sealed record CategoryEnum(string Name, ImmutableArray<string> Fields, ImmutableArray<string> Texts, bool IsInput)
{
    private const int MostFields = 8;

    /// <summary>The name of the class that converts.</summary>
    public string TextClass => TextClassOf(Name);

    /// <summary>The name of the class that converts members of an enumeration.</summary>
    /// <param name="name">The enumeration's name.</param>
    public static string TextClassOf(string name) => name + "Text";

    /// <summary>A text as a member.</summary>
    /// <param name="text">The text.</param>
    public string FromText(string text) => $"{TextClass}.FromText({text})";

    /// <summary>A member as its text.</summary>
    /// <param name="member">The member.</param>
    public string ToText(string member) => $"{TextClass}.ToText({member})";

    /// <summary>Writes both types.</summary>
    /// <param name="text">The file.</param>
    public void Write(SourceText text)
    {
        var names = new Identifiers(["value__", Name]);
        string fields = string.Join(", ", Fields.Take(MostFields).Select(field => $"<c>{Comments.Xml(field)}</c>"));
        string more = Fields.Length > MostFields ? ", …" : "";
        text.Line($"/// <summary>The values of the {(Fields.Length == 1 ? "field" : "fields")} {fields}{more}, all of them.</summary>");
        text.Open($"public enum {Name}");
        for (int i = 0; i < Texts.Length; i++)
        {
            if (i > 0)
            {
                text.Line();
            }

            text.Line($"/// <summary>The text <c>{Comments.Xml(Texts[i])}</c>.</summary>");
            text.Line($"{names.Declare(Texts[i], "value")},");
        }

        text.Close();
        text.Line();
        text.Line($"/// <summary>The texts of <see cref=\"{Name}\"/>, as the model has them.</summary>");
        text.Open($"public static class {TextClass}");
        text.List($"internal static readonly CategoryTexts<{Name}> Texts = new(", [.. Texts.Select(Literals.Text)], ");");
        text.Line();
        text.Line("/// <summary>The text of a value.</summary>");
        text.Line("/// <param name=\"value\">The value.</param>");
        text.Line($"public static string ToText(this {Name} value) => Texts.Text(value)!;");
        text.Line();
        text.Line("/// <summary>The text of a value; null for null.</summary>");
        text.Line("/// <param name=\"value\">The value.</param>");
        text.Line($"public static string? ToText(this {Name}? value) => Texts.Text(value);");
        text.Line();
        text.Line(IsInput
            ? "/// <summary>The value of a text; null for null. Another text than the model lists becomes -1, which the model takes for invalid, as it takes the text.</summary>"
            : "/// <summary>The value of a text; null for null, and -1 for another text than the model yields.</summary>");
        text.Line("/// <param name=\"text\">The text, as the model has it.</param>");
        text.Line($"public static {Name}? FromText(string? text) => Texts.Value(text);");
        text.Close();
        text.Line();
    }
}

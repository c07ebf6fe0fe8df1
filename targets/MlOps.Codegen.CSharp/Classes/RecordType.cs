using System.Collections.Immutable;
using MlOps.Codegen.CSharp.Naming;
using MlOps.Codegen.CSharp.Writing;

namespace MlOps.Codegen.CSharp.Classes;

/// <summary>A typed input or output: a record structure, or a class where there are very many members.</summary>
/// <remarks>
/// A structure of thousands of members cannot be: the constructor, equality and text that a record declares become methods that
/// the run-time compiler refuses, and a row would take most of a small stack. The class is made once and used row after row; its
/// members are fields, because thousands of accessors are methods, too, which take seconds to compile.
/// </remarks>
/// <param name="Name">The type's name.</param>
/// <param name="Members">Its members.</param>
internal sealed record RecordType(string Name, ImmutableArray<RecordMember> Members)
{
    private const int MostInStructure = 256;

    /// <summary>The enumerations that members show.</summary>
    public IEnumerable<CategoryEnum> Enums => Members.Select(member => member.Enum).OfType<CategoryEnum>().DistinctBy(item => item.Name);

    /// <summary>Whether the type is a class.</summary>
    public bool IsClass => Members.Length > MostInStructure;

    /// <summary>The name of the type that has its members as columns.</summary>
    public string ColumnsName => Name + "Columns";

    /// <summary>How a method takes it, with the name <paramref name="parameter"/>.</summary>
    /// <param name="parameter">The parameter's name.</param>
    public string Parameter(string parameter) => IsClass ? $"{Name} {parameter}" : $"in {Name} {parameter}";

    /// <summary>How it is handed to a method that takes it as <see cref="Parameter"/> says.</summary>
    /// <param name="variable">The variable that holds it.</param>
    public string Argument(string variable) => IsClass ? variable : $"in {variable}";

    /// <summary>Writes the type's declaration.</summary>
    /// <param name="text">The file.</param>
    /// <param name="summary">What it is.</param>
    public void Write(SourceText text, string summary)
    {
        if (IsClass)
        {
            WriteClass(text, summary);
        }
        else
        {
            WriteStructure(text, summary);
        }

        text.Line();
    }

    private void WriteStructure(SourceText text, string summary)
    {
        text.Line($"/// <summary>{summary}</summary>");
        foreach (RecordMember member in Members)
        {
            text.Line($"/// <param name=\"{member.Name.TrimStart('@')}\">{member.Documentation}</param>");
        }

        if (Members.IsEmpty)
        {
            text.Line($"public readonly record struct {Name}();");
            return;
        }

        text.Line($"public readonly record struct {Name}(");
        text.Indented(Members.Select((member, i) =>
            $"{member.Shown} {member.Name}{(i + 1 < Members.Length ? "," : "")}"), ");");
    }

    private void WriteClass(SourceText text, string summary)
    {
        text.Line($"/// <summary>{summary}</summary>");
        text.Line("/// <remarks>A class, because it has very many members: make one and use it row after row.</remarks>");
        text.Open($"public sealed class {Name}");
        for (int i = 0; i < Members.Length; i++)
        {
            if (i > 0)
            {
                text.Line();
            }

            text.Line($"/// <summary>{Members[i].Documentation}</summary>");
            text.Line($"public {Members[i].Shown} {Members[i].Name};");
        }

        text.Close();
    }
}

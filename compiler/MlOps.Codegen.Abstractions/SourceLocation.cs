using System.Globalization;

namespace MlOps.Codegen;

/// <summary>Where something stands in a source file.</summary>
/// <param name="File">The file's name as the user gave it.</param>
/// <param name="Line">The line, from 1; 0 where unknown.</param>
/// <param name="Column">The column, from 1; 0 where unknown.</param>
/// <param name="Path">The element path, such as <c>/PMML/TreeModel/Node[2]</c>; empty where there is none.</param>
public sealed record SourceLocation(string File, int Line, int Column, string Path = "")
{
    /// <summary>A location for things that stand in no file.</summary>
    public static SourceLocation None { get; } = new("", 0, 0);

    /// <summary>The form compilers use: <c>file(line,column)</c>.</summary>
    public override string ToString() =>
        Line > 0 ? string.Create(CultureInfo.InvariantCulture, $"{File}({Line},{Column})") : File;
}

using System.Collections.Immutable;

namespace MlOps.Codegen.CSharp;

/// <summary>A generated file of C#.</summary>
/// <param name="Namespace">The namespace.</param>
/// <param name="ClassName">The class that scores.</param>
/// <param name="Source">The file's text.</param>
public sealed record GeneratedClass(string Namespace, string ClassName, string Source)
{
    /// <summary>The class's full name.</summary>
    public string FullName => $"{Namespace.Replace("@", "", StringComparison.Ordinal)}.{ClassName}";

    /// <summary>Where the tables stand in the text; null where nobody knows.</summary>
    internal SourceTables? Tables { get; init; }

    /// <inheritdoc/>
    public bool Equals(GeneratedClass? other) =>
        other is not null && (Namespace, ClassName, Source) == (other.Namespace, other.ClassName, other.Source);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Namespace, ClassName, Source);
}

/// <summary>Where a text has the lines of raw literals of UTF-8: from the first line on to the end of the statement that has the literal.</summary>
/// <param name="Source">The text.</param>
/// <param name="Ranges">The places, in order.</param>
internal sealed record SourceTables(string Source, ImmutableArray<Range> Ranges);

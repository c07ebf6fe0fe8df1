using System.Collections.Immutable;

namespace MlOps.Codegen.Plan.Relations;

/// <summary>A table that rows of a pipeline come from.</summary>
/// <param name="Name">The pipeline's name for it, unique without regard to case; data from a file, to be quoted.</param>
/// <param name="Table">What the database calls it; the parts of its name, at most a schema and a table.</param>
/// <param name="Columns">The columns that the pipeline knows; a table may have more.</param>
/// <param name="Key">The columns that tell rows apart; empty where none is declared.</param>
/// <param name="EventTime">
/// The column with the time at which a row came to be known; null where rows have none. Rows without a value in it lie in no window.
/// </param>
/// <param name="References">The relations that a row belongs to.</param>
/// <param name="Origin">Where it is declared.</param>
public sealed record Relation(
    string Name,
    ImmutableArray<string> Table,
    ImmutableArray<RelationColumn> Columns,
    ImmutableArray<string> Key,
    string? EventTime,
    ImmutableArray<RelationReference> References,
    Origin Origin)
{
    /// <summary>A column by its name.</summary>
    /// <param name="name">The name, in the relation's own letters.</param>
    /// <exception cref="KeyNotFoundException">There is none.</exception>
    public RelationColumn Column(string name) =>
        Columns.FirstOrDefault(column => column.Name == name) ?? throw new KeyNotFoundException($"{Name} has no column '{name}'");
}

/// <summary>A column of a relation.</summary>
/// <param name="Name">Its name in the pipeline and in the table.</param>
/// <param name="Type">The type of its values; decimal columns are doubles.</param>
/// <param name="IsNullable">Whether rows may lack a value.</param>
public sealed record RelationColumn(string Name, DataType Type, bool IsNullable);

/// <summary>A many-to-one reference: columns of a relation that hold the key of a row of another one.</summary>
/// <param name="Columns">The referring columns, in the order of the target's key.</param>
/// <param name="Target">The name of the relation referred to, whose key is declared.</param>
public sealed record RelationReference(ImmutableArray<string> Columns, string Target);

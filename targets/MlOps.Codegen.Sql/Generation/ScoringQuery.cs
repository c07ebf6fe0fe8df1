using System.Collections.Immutable;
using MlOps.Codegen.Plan.Targets;

namespace MlOps.Codegen.Sql.Generation;

/// <summary>A column of a scoring query.</summary>
/// <param name="Name">The public name, as data.</param>
/// <param name="Column">The identifier under which the query yields or reads it, not quoted.</param>
/// <param name="Type">The public type.</param>
/// <param name="ValueType">The type of the values, double for float.</param>
public sealed record QueryColumn(string Name, string Column, DataType Type, DataType ValueType);

/// <summary>What an install script makes an object of.</summary>
/// <param name="Options">What to call things.</param>
/// <param name="Inputs">The source columns.</param>
/// <param name="Outputs">The output columns.</param>
/// <param name="Select">Writes the query for a way of reading source columns and a source relation.</param>
public sealed record ScoringQuery(
    GenerationOptions Options,
    ImmutableArray<QueryColumn> Inputs,
    ImmutableArray<QueryColumn> Outputs,
    Func<QuerySource, string> Select);

/// <summary>Where a scoring query reads.</summary>
/// <param name="Relation">What stands behind FROM; null for a query over parameters alone.</param>
/// <param name="Column">How a source column is written.</param>
/// <param name="Key">The key column that is carried through, as written; null for none.</param>
public sealed record QuerySource(string? Relation, Func<QueryColumn, string> Column, string? Key);

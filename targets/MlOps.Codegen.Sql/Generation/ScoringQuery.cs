using System.Collections.Immutable;
using MlOps.Codegen.Plan.Targets;
using MlOps.Codegen.Sql.Dialects;

namespace MlOps.Codegen.Sql.Generation;

/// <summary>A column of a scoring query.</summary>
/// <param name="Name">The public name, as data.</param>
/// <param name="Column">The identifier under which the query yields or reads it, not quoted.</param>
/// <param name="Type">The public type.</param>
/// <param name="ValueType">The type of the values, double for float.</param>
public sealed record QueryColumn(string Name, string Column, DataType Type, DataType ValueType);

/// <summary>Where a scoring query reads.</summary>
/// <param name="Relation">What stands behind FROM; null for a query over parameters alone.</param>
/// <param name="Column">How a source column is written.</param>
/// <param name="Key">The column that is carried through beside the scores; null for none.</param>
public sealed record QuerySource(string? Relation, Func<QueryColumn, string> Column, KeyColumn? Key)
{
    /// <summary>Further columns that are carried through, after the key.</summary>
    public ImmutableArray<KeyColumn> Further { get; init; } = [];

    /// <summary>All columns that are carried through.</summary>
    public ImmutableArray<KeyColumn> Keys => Key is null ? Further : [Key, .. Further];

    /// <summary>Whether what is written for a column is a value of the plan already, and no column to be read.</summary>
    public Func<QueryColumn, bool> IsValue { get; init; } = _ => false;
}

/// <summary>A column that a query carries through.</summary>
/// <param name="Sql">How it is written where it is read.</param>
/// <param name="Name">What the query calls it, not quoted.</param>
public sealed record KeyColumn(string Sql, string Name);

/// <summary>A plan as a query, for any source.</summary>
/// <param name="layout">The plan, laid out.</param>
/// <param name="dialect">The engine.</param>
/// <param name="options">What to call things.</param>
public sealed class ScoringQuery(QueryLayout layout, SqlDialect dialect, GenerationOptions options)
{
    /// <summary>What to call things.</summary>
    public GenerationOptions Options => options;

    /// <summary>The plan, laid out.</summary>
    public QueryLayout Layout => layout;

    /// <summary>The source columns.</summary>
    public ImmutableArray<QueryColumn> Inputs => layout.Inputs;

    /// <summary>The output columns.</summary>
    public ImmutableArray<QueryColumn> Outputs => layout.Outputs;

    /// <summary>The functions that the query calls and that must be created before.</summary>
    public IReadOnlyList<SupportFunction> SupportFunctions => dialect.SupportFunctions(dialect.Quote(options.Schema), layout.Nodes);

    /// <summary>The query, without a closing semicolon.</summary>
    /// <param name="source">Where it reads.</param>
    public string Select(QuerySource source) => dialect.StageShape switch
    {
        StageShape.CommonTableExpressions => new QueryWriter(layout, dialect, options).Write(source),
        StageShape.Applies => new ApplyQueryWriter(layout, dialect, options).Write(source),
        _ => throw new InvalidOperationException($"unknown shape {dialect.StageShape}"),
    };

    /// <summary>The query over the source table that the options name.</summary>
    /// <exception cref="InvalidOperationException">The options name none.</exception>
    public string SelectFromSourceTable() => Select(Keyed(
        dialect.Relation(options.SourceSchema, options.SourceTable ?? throw new InvalidOperationException("there is no source table"))));

    /// <summary>A source whose columns have the names of the model's fields, with the key that the options name.</summary>
    /// <param name="relation">What stands behind FROM.</param>
    public QuerySource Keyed(string relation)
    {
        KeyColumn[] keys = [.. options.KeyColumns.Select(key => new KeyColumn(dialect.Quote(key), key))];
        return new QuerySource(relation, column => dialect.Quote(column.Column), keys.FirstOrDefault()) { Further = [.. keys.Skip(1)] };
    }
}

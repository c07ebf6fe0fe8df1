using MlOps.Codegen.Plan.Targets;
using MlOps.Codegen.Sql.Dialects;
using MlOps.Codegen.Sql.Generation;
using Scriban.Runtime;

namespace MlOps.Codegen.Sql.Sqlite;

/// <summary>
/// SQLite: a model version is a view over the table to score. SQLite has no schemas: the schema's name becomes a prefix,
/// <c>mlops_churn_v3</c>. Without a table to score, the script creates <c>mlops_churn_v3_input</c> with the model's inputs.
/// </summary>
public sealed class SqliteTarget : SqlTarget
{
    private const string RowId = "rowid";

    /// <inheritdoc/>
    public override string Name => "sqlite";

    /// <inheritdoc/>
    protected override SqlDialect Dialect { get; } = new SqliteDialect();

    /// <inheritdoc/>
    private protected override string Relation(string? schema, string table) => Dialect.Quote(table);

    /// <inheritdoc/>
    private protected override ScriptObject InstallModel(ScoringQuery query, GenerationOptions options)
    {
        ScriptObject model = CommonModel(query, options);
        string prefix = options.Schema + "_";
        string versioned = prefix + options.VersionedName;
        string table = options.SourceTable ?? versioned + "_input";
        string key = options.Key ?? RowId;
        model["versioned"] = Dialect.Quote(versioned);
        model["stable"] = Dialect.Quote(prefix + options.Name);
        model["create_table"] = options.SourceTable is null ? Dialect.Quote(table) : null;
        model["query"] = Print(query, TableSource(query, null, table, key), ShowKey(key));
        return model;
    }
}

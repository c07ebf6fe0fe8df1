using MlOps.Codegen.Plan.Targets;
using MlOps.Codegen.Sql.Dialects;
using MlOps.Codegen.Sql.Generation;
using Scriban.Runtime;

namespace MlOps.Codegen.Sql.DuckDb;

/// <summary>
/// DuckDB: a model version is a table macro over any relation, <c>SELECT … FROM mlops.churn_v3('customers')</c>, which shows the
/// relation's own columns and the outputs.
/// </summary>
public sealed class DuckDbTarget : SqlTarget
{
    private const string SourceRow = "source_row";

    /// <inheritdoc/>
    public override string Name => "duckdb";

    /// <inheritdoc/>
    protected override SqlDialect Dialect { get; } = new DuckDbDialect("mlops");

    /// <inheritdoc/>
    private protected override ScriptObject InstallModel(ScoringQuery query, GenerationOptions options)
    {
        ScriptObject model = CommonModel(query, options);
        var source = new RowSource(
            "query_table(source) AS src", i => $"src.{Dialect.Quote(query.InputColumns[i])}", [("src", SourceRow)]);
        model["versioned"] = Dialect.Quote(options.VersionedName);
        model["stable"] = Dialect.Quote(options.Name);
        model["query"] = Print(query, source, row => $"{row}.*", indent: 2);
        return model;
    }
}

using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Expressions;
using MlOps.Codegen.Sql.Dialects;
using MlOps.Codegen.Sql.Generation;
using MlOps.Codegen.Sql.Printing;

namespace MlOps.Codegen.Sql.Scripts;

/// <summary>
/// The scripts by which a version of a model comes into a database, becomes the one that callers reach, is taken back, and leaves.
/// </summary>
/// <remarks>
/// Every script may be run again, and either does all of its work or none where the engine has transactions for definitions. Versions
/// stand side by side: a version that is installed answers nobody but those who call it by its number. The stable name always has the
/// columns of the version that it was first given; a version with others is refused by the engine.
/// </remarks>
/// <param name="dialect">The engine.</param>
/// <param name="query">What the version computes.</param>
public abstract class LifecycleScripts(SqlDialect dialect, ScoringQuery query)
{
    /// <summary>What the version computes.</summary>
    protected ScoringQuery Query { get; } = query;

    /// <summary>What the objects are called.</summary>
    protected ScriptNames Names { get; } = new(dialect, query.Options);

    /// <summary>Whether a table to score was named: only then is there a view of its scores.</summary>
    protected bool HasTable => Query.Options.SourceTable is not null;

    /// <summary>The relation with the scores of a version for every row of the table.</summary>
    /// <param name="version">The version, from 1.</param>
    public virtual string ScoresOf(int version) => Names.RowsOf(version);

    /// <summary>The list of the columns of <see cref="ScriptNames.Rows"/>.</summary>
    protected string RowColumns => string.Join(", ", Names.ColumnsOf(Query));

    /// <summary>Creates the version's objects beside those of other versions.</summary>
    public abstract string Install();

    /// <summary>Makes the stable name answer with this version.</summary>
    public string Upgrade() => Answering(Query.Options.Version);

    /// <summary>Makes the stable name answer with the version before; before the first there is none, and the name goes.</summary>
    public string Rollback() => Names.Previous > 0 ? Answering(Names.Previous) : Silenced();

    /// <summary>Makes the stable name answer with the declared fallback, whatever the row; any upgrade or rollback ends that.</summary>
    public string Disable() => Answering(null);

    /// <summary>Removes the version's objects; the stable name must answer with another version by then.</summary>
    public abstract string Uninstall();

    /// <summary>Lets roles use the version and the stable name; null where the engine has no roles.</summary>
    public virtual string? Grants() => null;

    /// <summary>Makes the stable name answer.</summary>
    /// <param name="version">The version, from 1, that answers; null for the declared fallback.</param>
    protected abstract string Answering(int? version);

    /// <summary>Has the registry in the same database say that a version may answer; empty where none is asked, and for the fallback.</summary>
    /// <param name="version">The version, from 1; null for the declared fallback.</param>
    protected string Permission(int? version) => version is { } answering && Query.Options.RegistrySchema is { } schema
        ? dialect.RequireChampion(schema, Query.Options.Name, answering) ?? ""
        : "";

    /// <summary>Removes the stable name.</summary>
    protected abstract string Silenced();

    /// <summary>What a disabled model answers: a constant per output, each of its type.</summary>
    protected string FallbackOutputs => string.Join(", ", Query.Outputs.Select(output => $"{Fallback(output)} AS {dialect.Quote(output.Column)}"));

    /// <summary>What a view answers.</summary>
    /// <param name="version">The version; null for the declared fallback.</param>
    /// <param name="source">The relation that the fallback is given for each row of.</param>
    protected string RowsOf(int? version, string source)
    {
        if (version is { } answering)
        {
            return $"SELECT {RowColumns} FROM {ScoresOf(answering)}";
        }

        IReadOnlyList<string> columns = Names.ColumnsOf(Query);
        IEnumerable<string> values = Names.Carried.Select(name => $"source.{dialect.Quote(name)}");
        return $"SELECT\n  {string.Join(",\n  ", values.Concat(Query.Outputs.Select(Fallback)).Zip(columns, (value, column) => $"{value} AS {column}"))}\nFROM {source} AS source";
    }

    /// <summary>The table to score, quoted.</summary>
    protected string SourceTable => dialect.Relation(Query.Options.SourceSchema, Query.Options.SourceTable!);

    private string Fallback(QueryColumn output)
    {
        Scalar value = Query.Options.Fallback?.GetValueOrDefault(output.Name) ?? Scalar.Missing;
        string constant = SqlConstant.Of(new Literal(output.ValueType, value), dialect);
        return value.IsMissing || value.IsDouble ? constant : $"CAST({constant} AS {dialect.TypeName(output.ValueType)})";
    }
}

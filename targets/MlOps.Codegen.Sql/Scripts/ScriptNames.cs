using System.Globalization;
using MlOps.Codegen.Plan.Targets;
using MlOps.Codegen.Sql.Dialects;
using MlOps.Codegen.Sql.Generation;

namespace MlOps.Codegen.Sql.Scripts;

/// <summary>What the objects of a model's versions are called in a database: <c>churn</c>, <c>churn_v3</c>, <c>churn_v3_rows</c>.</summary>
/// <param name="dialect">The engine, which cuts long names: the ends by which objects differ are kept.</param>
/// <param name="options">What to call things.</param>
public sealed class ScriptNames(SqlDialect dialect, GenerationOptions options)
{
    // Room for _v, ten digits, and the longest end.
    private const int Ends = 20;

    /// <summary>The name that callers use, without schema and not quoted: what names of versions begin with.</summary>
    public string Stem { get; } = new SqlNames(dialect).Identifier(options.Name, dialect.Limits.IdentifierBytes - (Ends * dialect.IdentifierBytes("_")));

    /// <summary>The schema, quoted.</summary>
    public string Schema => dialect.Quote(options.Schema);

    /// <summary>The name that callers use, whatever version answers.</summary>
    public string Stable => In(Stem);

    /// <summary>The version before this one; 0 for none.</summary>
    public int Previous => options.Version - 1;

    /// <summary>The scoring object of this version.</summary>
    public string Version => VersionOf(options.Version);

    /// <summary>The type of the scoring object's argument, where it takes a row.</summary>
    public string RowType => In($"{Numbered(options.Version)}_row");

    /// <summary>The scores of this version for every row of the table.</summary>
    public string Rows => RowsOf(options.Version);

    /// <summary>The scoring object of a version.</summary>
    /// <param name="version">The version, from 1.</param>
    public string VersionOf(int version) => In(Numbered(version));

    /// <summary>The scores of a version for every row of the table.</summary>
    /// <param name="version">The version, from 1.</param>
    public string RowsOf(int version) => In($"{Numbered(version)}_rows");

    /// <summary>The columns of <see cref="Rows"/>: the key, then the outputs, none of which takes another's name.</summary>
    /// <param name="query">What is computed.</param>
    public IReadOnlyList<string> ColumnsOf(ScoringQuery query)
    {
        var names = new SqlNames(dialect);
        IEnumerable<string> key = options.Key is null ? [] : [options.Key];
        return [.. key.Concat(query.Outputs.Select(output => output.Column)).Select(name => dialect.Quote(names.Identifier(name)))];
    }

    private string Numbered(int version) => string.Create(CultureInfo.InvariantCulture, $"{Stem}_v{version}");

    private string In(string name) => dialect.HasSchemas ? dialect.Relation(options.Schema, name) : dialect.Quote(name);
}

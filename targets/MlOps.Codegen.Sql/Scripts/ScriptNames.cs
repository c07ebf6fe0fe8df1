using System.Globalization;
using MlOps.Codegen.Artifacts;
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

    private const string RunName = "run";

    // Beside the tables of an application, the table of runs says whose it is.
    /// <summary>The name that callers use, without schema and not quoted: what names of versions begin with.</summary>
    public string Stem { get; } = new SqlNames(dialect).Reserve(RunName, Scripts.RunUsage.Table, "mlops_run", $"mlops_{Scripts.RunUsage.Table}").Identifier(options.Name, dialect.Limits.IdentifierBytes - (Ends * dialect.IdentifierBytes("_")));

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

    /// <summary>The table of the runs of all models.</summary>
    public string Run => dialect.HasSchemas ? In(RunName) : In("mlops_run");

    /// <summary>The table of what runs took of the machine that did them (<see cref="Scripts.RunUsage"/>).</summary>
    public string RunUsage => In(dialect.HasSchemas ? Scripts.RunUsage.Table : $"mlops_{Scripts.RunUsage.Table}");

    /// <summary>The table of the scores that batches wrote.</summary>
    public string Scores => In($"{Stem}_scores");

    /// <summary>The name of the table that keeps the inputs of rows that this version scored, without schema and not quoted.</summary>
    public string InputsOfVersion => $"{Numbered(options.Version)}_inputs";

    /// <summary>The table that keeps the inputs of rows that this version scored.</summary>
    public string Inputs => In(InputsOfVersion);

    /// <summary>Whether a table keeps the inputs of rows that some version of the model scored, by its name.</summary>
    /// <param name="table">The table's name, without schema and not quoted.</param>
    public bool AreInputs(string table)
    {
        (string before, string after) = ($"{Stem}_v", "_inputs");
        return table.Length > before.Length + after.Length
            && dialect.NameComparer.Equals(table[..before.Length], before)
            && dialect.NameComparer.Equals(table[^after.Length..], after)
            && table[before.Length..^after.Length].All(char.IsAsciiDigit);
    }

    /// <summary>The table that keeps the inputs of rows that this version scored, and the names of its columns, none of which takes another's.</summary>
    /// <param name="query">What is computed.</param>
    public KeptInputs KeptInputsOf(ScoringQuery query)
    {
        var names = new SqlNames(dialect);
        string run = dialect.Quote(names.Identifier("run_id"));
        string key = dialect.Quote(names.Identifier(options.Key!));
        return new KeptInputs(
            Inputs,
            dialect.Quote($"{Numbered(options.Version)}_in_key"),
            run,
            key,
            [.. query.Inputs.Select(input => (dialect.Quote(input.Column), dialect.Quote(names.Identifier(input.Column))))]);
    }

    /// <summary>The index by which the scores of a key are found, without its schema.</summary>
    public string ScoresByKey => dialect.Quote($"{Stem}_scores_key");

    /// <summary>The index that keeps a key from being scored twice in a run, without its schema, where the table itself does not.</summary>
    public string ScoresOnce => dialect.Quote($"{Stem}_scores_once");

    /// <summary>The procedure that scores the table in batches.</summary>
    public string Batch => In($"{Stem}_batch");

    /// <summary>The scoring object of a version.</summary>
    /// <param name="version">The version, from 1.</param>
    public string VersionOf(int version) => In(Numbered(version));

    /// <summary>The scores of a version for every row of the table.</summary>
    /// <param name="version">The version, from 1.</param>
    public string RowsOf(int version) => In($"{Numbered(version)}_rows");

    /// <summary>What stands before and after the number of a version in <see cref="RowsOf"/>.</summary>
    public (string Before, string After) RowsAroundVersion
    {
        get
        {
            const string End = "1_rows";
            string rows = RowsOf(1);
            int at = rows.LastIndexOf(End, StringComparison.Ordinal);
            return (rows[..at], rows[(at + 1)..]);
        }
    }

    /// <summary>
    /// The columns of the source that scores carry: the key, and the column by which rows are distributed, which keeps scores where their
    /// rows are.
    /// </summary>
    public IReadOnlyList<string> Carried { get; } = [.. options.KeyColumns.Append(options.DistributedBy).OfType<string>().Distinct()];

    /// <summary>The columns of <see cref="Rows"/>: those that are carried, then the outputs, none of which takes another's name.</summary>
    /// <param name="query">What is computed.</param>
    public IReadOnlyList<string> ColumnsOf(ScoringQuery query)
    {
        var names = new SqlNames(dialect);
        return [.. Carried.Concat(query.Outputs.Select(output => output.Column)).Select(name => dialect.Quote(names.Identifier(name)))];
    }

    /// <summary>The columns of <see cref="Scores"/>: the run, those of <see cref="ColumnsOf"/>, and the version.</summary>
    /// <param name="query">What is computed.</param>
    public IReadOnlyList<string> ScoreColumnsOf(ScoringQuery query)
    {
        IReadOnlyList<string> columns = ColumnsOf(query);
        var taken = new HashSet<string>(columns, dialect.NameComparer);
        return [Free("run_id"), .. columns, Free("model_version")];

        string Free(string name)
        {
            string candidate = dialect.Quote(name);
            for (int i = 2; !taken.Add(candidate); i++)
            {
                candidate = dialect.Quote(string.Create(CultureInfo.InvariantCulture, $"{name}_{i}"));
            }

            return candidate;
        }
    }

    /// <summary>An object of the schema, quoted.</summary>
    /// <param name="name">Its name, without schema and not quoted.</param>
    public string In(string name) => dialect.HasSchemas ? dialect.Relation(options.Schema, name) : dialect.Quote(name);

    private string Numbered(int version) => string.Create(CultureInfo.InvariantCulture, $"{Stem}_v{version}");
}

using System.Data.Common;
using System.Globalization;
using MlOps.Codegen.Cli.Targets;
using MlOps.Codegen.Cli.Verification;
using MlOps.Codegen.Deployment.Databases;
using MlOps.Codegen.Deployment.Engines;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Sql.Dialects;
using MlOps.Codegen.Sql.Generation;

namespace MlOps.Codegen.Cli.Deploying;

/// <summary>Compares what an installed version says of rows of the real table with what the reference evaluator says of them.</summary>
/// <remarks>
/// The rows are those with the lowest and those with the highest keys: an index finds them, in a view as well, and the ends of a table
/// are where old and new rows are. A version is asked for these rows only.
/// </remarks>
/// <param name="artifact">The compiled folder.</param>
/// <param name="model">Its model.</param>
internal sealed class SampleCheck(LoadedArtifact artifact, LoadedModel model)
{
    private readonly SqlDialect dialect = artifact.Database.Sql.Dialect;

    private string Key => dialect.Quote(artifact.Options.Key!);

    private string Source => dialect.Relation(artifact.Options.SourceSchema, artifact.Options.SourceTable!);

    /// <summary>Compares.</summary>
    /// <param name="database">The database, in which the version is installed.</param>
    /// <param name="transaction">The transaction.</param>
    /// <param name="rows">How many rows, at least 1.</param>
    /// <param name="cancellation">Ends the check.</param>
    /// <returns>What was found, and the columns of the rows.</returns>
    public (CheckResult Result, IReadOnlyList<FieldSchema> Inputs) Run(
        Database database, DbTransaction transaction, int rows, CancellationToken cancellation)
    {
        ScoringQuery query = artifact.Database.Sql.Query(model.Plan, artifact.Options);
        (string where, object[] bounds) = Ends(database, transaction, Math.Max(1, rows / 2), cancellation);
        IEnumerable<string> inputs = query.Inputs.Select(column =>
            dialect.ReadColumn($"CAST({dialect.Quote(column.Column)} AS {dialect.TypeName(column.ValueType)})", column.ValueType));
        List<object?[]> read = database.Read(
            $"SELECT {string.Join(", ", inputs.Prepend(Key))} FROM {Source}{where} ORDER BY {Key}", bounds, transaction, cancellation);
        List<object?[]> scored = database.Read(
            $"SELECT {string.Join(", ", artifact.Names.ColumnsOf(query).Skip(artifact.Names.Carried.Count).Prepend(Key))}"
            + $" FROM {dialect.Scripts(query).ScoresOf(artifact.Options.Version)}{where} ORDER BY 1",
            bounds,
            transaction,
            cancellation);
        RequireSameKeys(read, scored);

        using var scorer = new ReadScores([.. scored.Select(row => Values(row, query.Outputs))]);
        var verifier = new Verifier(model, artifact.Target.Name, scorer);
        CheckResult result = verifier.Check(
            $"rows of {artifact.Options.SourceTable}",
            read.Select(row => new VerificationRow(verifier.Widen(Values(row, query.Inputs)), [])),
            null,
            [],
            _ => { },
            cancellation);
        return (result, verifier.Inputs);
    }

    // The condition for the rows at both ends; for all rows where there are no more.
    private (string Where, object[] Bounds) Ends(Database database, DbTransaction transaction, int half, CancellationToken cancellation)
    {
        object? low = End("ASC");
        object? high = End("DESC");
        return low is null || high is null
            ? ($" WHERE {Key} IS NOT NULL", [])
            : ($" WHERE {Key} <= {database.Parameter(0)} OR {Key} >= {database.Parameter(1)}", [low, high]);

        object? End(string order) => database
            .Read($"SELECT {Key} FROM {Source} WHERE {Key} IS NOT NULL ORDER BY {Key} {order} {database.OneAfter(half - 1)}", [], transaction, cancellation)
            .Select(row => row[0])
            .FirstOrDefault();
    }

    private void RequireSameKeys(List<object?[]> read, List<object?[]> scored)
    {
        string column = artifact.Options.Key!;
        object?[] repeated = [.. read.Zip(read.Skip(1), (one, next) => Equals(one[0], next[0]) ? one[0] : null).OfType<object>()];
        if (repeated.Length > 0)
        {
            throw new CommandFailure(
                ExitCodes.Unreachable,
                string.Create(CultureInfo.InvariantCulture, $"'{column}' is no key of {artifact.Options.SourceTable}: {repeated[0]} is there more than once"));
        }

        if (read.Count != scored.Count || read.Zip(scored, (row, scores) => !Equals(row[0], scores[0])).Any(differs => differs))
        {
            throw new CommandFailure(
                ExitCodes.Unreachable, $"the version does not score the rows of {artifact.Options.SourceTable} that were read: is the table being changed?");
        }
    }

    private static Scalar[] Values(object?[] row, IReadOnlyList<QueryColumn> columns) =>
        [.. columns.Select((column, i) => ClrValue.ToScalar(ResultReader.Normalize(row[i + 1], column.ValueType)))];

    /// <summary>Scores that were read before, in the order of their rows.</summary>
    private sealed class ReadScores(List<Scalar[]> scores) : IRowScorer
    {
        private int next;

        public List<Scalar[]> Score(IReadOnlyList<Scalar[]> rows, CancellationToken cancellation)
        {
            List<Scalar[]> taken = scores.GetRange(next, rows.Count);
            next += rows.Count;
            return taken;
        }

        public void Dispose()
        {
            // Nothing is held.
        }
    }
}

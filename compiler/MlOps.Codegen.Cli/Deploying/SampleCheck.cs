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

    private string[] Keys => [.. artifact.Options.KeyColumns.Select(dialect.Quote)];

    private string Order => string.Join(", ", Enumerable.Range(1, Keys.Length));

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
            $"SELECT {string.Join(", ", Keys.Concat(inputs))} FROM {Source}{where} ORDER BY {Order}", bounds, transaction, cancellation);
        List<object?[]> scored = database.Read(
            $"SELECT {string.Join(", ", artifact.Names.ColumnsOf(query).Skip(artifact.Names.Carried.Count).Prepend(string.Join(", ", Keys)))}"
            + $" FROM {dialect.Scripts(query).ScoresOf(artifact.Options.Version)}{where} ORDER BY {Order}",
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
        string present = string.Join(" AND ", Keys.Select(key => $"{key} IS NOT NULL"));
        object[]? low = End("ASC");
        object[]? high = End("DESC");
        if (low is null || high is null)
        {
            return ($" WHERE {present}", []);
        }

        var bounds = new List<object>();
        return ($" WHERE {Beyond(low, '<')} OR {Beyond(high, '>')}", [.. bounds]);

        object[]? End(string order) => database
            .Read(
                $"SELECT {string.Join(", ", Keys)} FROM {Source} WHERE {present} ORDER BY {string.Join(", ", Keys.Select(key => $"{key} {order}"))} {database.OneAfter(half - 1)}",
                [], transaction, cancellation)
            .Select(row => row.Select(value => value!).ToArray())
            .FirstOrDefault();

        // Column by column: where those before are equal, the next decides.
        string Beyond(object[] end, char sign)
        {
            IEnumerable<string> ways = Enumerable.Range(0, Keys.Length).Select(decisive => string.Join(
                " AND ",
                Enumerable.Range(0, decisive + 1).Select(i => $"{Keys[i]} {(i < decisive ? "=" : i == Keys.Length - 1 ? $"{sign}=" : $"{sign}")} {Parameter(end[i])}")));
            return string.Join(" OR ", ways);
        }

        string Parameter(object value)
        {
            bounds.Add(value);
            return database.Parameter(bounds.Count - 1);
        }
    }

    private void RequireSameKeys(List<object?[]> read, List<object?[]> scored)
    {
        bool AreEqual(object?[] one, object?[] other) => Enumerable.Range(0, Keys.Length).All(i => Equals(one[i], other[i]));
        if (read.Zip(read.Skip(1)).FirstOrDefault(pair => AreEqual(pair.First, pair.Second)).First is { } repeated)
        {
            throw new CommandFailure(
                ExitCodes.Unreachable,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"'{string.Join(", ", artifact.Options.KeyColumns)}' is no key of {artifact.Options.SourceTable}: {string.Join(", ", repeated.Take(Keys.Length))} is there more than once"));
        }

        if (read.Count != scored.Count || read.Zip(scored, (row, scores) => !AreEqual(row, scores)).Any(differs => differs))
        {
            throw new CommandFailure(
                ExitCodes.Unreachable, $"the version does not score the rows of {artifact.Options.SourceTable} that were read: is the table being changed?");
        }
    }

    private Scalar[] Values(object?[] row, IReadOnlyList<QueryColumn> columns) =>
        [.. columns.Select((column, i) => ClrValue.ToScalar(ResultReader.Normalize(row[i + Keys.Length], column.ValueType)))];

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

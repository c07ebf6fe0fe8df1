using System.Data.Common;
using System.Globalization;
using MlOps.Codegen.Deployment.Databases;
using MlOps.Codegen.Sql.Dialects;

namespace MlOps.Codegen.Cli.Deploying;

/// <summary>Makes sure that the numbers of a table are what was promised when the model was compiled, in all rows.</summary>
/// <param name="artifact">The compiled folder.</param>
/// <param name="model">Its model.</param>
internal sealed class PromiseCheck(LoadedArtifact artifact, LoadedModel model)
{
    private readonly SqlDialect dialect = artifact.Database.Sql.Dialect;

    /// <summary>Reads the whole table.</summary>
    /// <param name="database">The database.</param>
    /// <param name="transaction">The transaction.</param>
    /// <param name="cancellation">Ends the check.</param>
    /// <exception cref="CommandFailure">A row breaks the promise.</exception>
    public void Run(Database database, DbTransaction transaction, CancellationToken cancellation)
    {
        string[] promised = [.. artifact.Database.Sql.Query(model.Plan, artifact.Options).Inputs
            .Zip(model.Plan.Inputs, (column, input) => (column, input.Value.Promised))
            .Where(pair => pair.Promised is not null)
            .Select(pair => dialect.BreaksPromise(dialect.Quote(pair.column.Column), pair.Promised!.Value))];
        if (promised.Length == 0)
        {
            return;
        }

        string table = dialect.Relation(artifact.Options.SourceSchema, artifact.Options.SourceTable!);
        string broken = string.Join(" OR ", promised);
        List<object?[]> rows = database.Read(
            $"SELECT count(*), min({dialect.Quote(artifact.Options.KeyColumns[0])}) FROM {table} WHERE {broken}", [], transaction, cancellation);
        long count = Convert.ToInt64(rows[0][0], CultureInfo.InvariantCulture);
        if (count > 0)
        {
            throw new CommandFailure(
                ExitCodes.Unreachable,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{count:N0} rows of {artifact.Options.SourceTable} break the promise of --ordinary-inputs, the first with the key {rows[0][1]}: compile without it, or mend them"));
        }
    }
}

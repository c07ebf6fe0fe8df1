using System.Data.Common;
using System.Globalization;
using MlOps.Codegen.Deployment.Databases;
using MlOps.Codegen.Plan.Ranges;
using MlOps.Codegen.Sql.Dialects;
using MlOps.Codegen.Sql.Generation;

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
        QueryColumn[] promised = [.. artifact.Database.Sql.Query(model.Plan, artifact.Options).Inputs
            .Zip(model.Plan.Inputs, (column, input) => (column, input))
            .Where(pair => pair.input.Value.Promised is not null)
            .Select(pair => pair.column)];
        if (promised.Length == 0)
        {
            return;
        }

        string table = dialect.Relation(artifact.Options.SourceSchema, artifact.Options.SourceTable!);
        string broken = string.Join(" OR ", promised.Select(Broken));
        List<object?[]> rows = database.Read(
            $"SELECT count(*), min({dialect.Quote(artifact.Options.Key!)}) FROM {table} WHERE {broken}", [], transaction, cancellation);
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

    // What is not known to hold is broken; NaN compares as equal or greater than anything, or with nothing.
    private string Broken(QueryColumn column)
    {
        ValueRange ordinary = ValueRange.OrdinaryDouble;
        string number = $"CAST({dialect.Quote(column.Column)} AS {dialect.TypeName(column.ValueType)})";
        return $"NOT ({number} IS NULL OR {number} = 0"
            + $" OR abs({number}) BETWEEN {dialect.DoubleLiteral(ordinary.Least)} AND {dialect.DoubleLiteral(ordinary.High)})";
    }
}

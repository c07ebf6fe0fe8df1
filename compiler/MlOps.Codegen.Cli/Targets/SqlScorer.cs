using System.Globalization;
using MlOps.Codegen.Deployment.Engines;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Targets;
using MlOps.Codegen.Sql.Dialects;
using MlOps.Codegen.Sql.Generation;

namespace MlOps.Codegen.Cli.Targets;

/// <summary>A database as a target: rows are loaded there and the generated query runs there.</summary>
internal sealed class SqlScorer(SqlTarget target, Func<IScoringEngine> open) : IRowScorer
{
    public List<Scalar[]> Score(ScoringPlan plan, IReadOnlyList<Scalar[]> rows, CancellationToken cancellation)
    {
        SqlDialect dialect = target.Dialect;
        ScoringQuery query = target.Query(plan, new GenerationOptions(plan.Name, Schema: dialect.ScratchSchema));

        // The scratch table's columns have names of their own: a model's names may differ in ways that the engine overlooks.
        var position = query.Inputs.Select((column, i) => (column, i)).ToDictionary(pair => pair.column, pair => pair.i);
        FieldSchema[] columns = [.. query.Inputs.Select((column, i) => new FieldSchema(Name(i), column.ValueType))];
        FieldSchema[] outputs = [.. query.Outputs.Select(column => new FieldSchema(column.Column, column.ValueType))];
        try
        {
            using IScoringEngine engine = open();
            List<object?[]> scored = engine.Score(
                columns,
                [.. rows.Select(row => row.Select((value, i) => ClrValue.Of(value, columns[i].Type)).ToArray())],
                [.. query.SupportFunctions.Select(function => function.Statement)],
                table => query.Select(new QuerySource(
                    table, column => dialect.Quote(Name(position[column])), new KeyColumn("mlops_row", "mlops_row"))),
                outputs,
                cancellation);
            return [.. scored.Select(row => row.Select(ClrValue.ToScalar).ToArray())];
        }
        catch (EngineFailure failure)
        {
            throw new CommandFailure(ExitCodes.Unreachable, failure.Message);
        }
    }

    private static string Name(int column) => string.Create(CultureInfo.InvariantCulture, $"c{column}");
}

using System.Globalization;
using MlOps.Codegen.Deployment.Engines;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Targets;
using MlOps.Codegen.Sql.Dialects;
using MlOps.Codegen.Sql.Generation;

namespace MlOps.Codegen.Cli.Targets;

/// <summary>A database as a target: rows are loaded there and the generated query runs there.</summary>
internal sealed class SqlScorer(SqlDialect dialect, Func<IScoringEngine> open) : IRowScorer
{
    public List<Scalar[]> Score(ScoringPlan plan, IReadOnlyList<Scalar[]> rows, CancellationToken cancellation)
    {
        var generator = new SqlGenerator(plan, dialect, new GenerationOptions(plan.Name));

        // The scratch table's columns have names of their own: a model's names may differ in ways that the engine overlooks.
        var position = generator.Inputs.Select((column, i) => (column, i)).ToDictionary(pair => pair.column, pair => pair.i);
        FieldSchema[] columns = [.. generator.Inputs.Select((column, i) => new FieldSchema(Name(i), column.ValueType))];
        FieldSchema[] outputs = [.. generator.Outputs.Select(column => new FieldSchema(column.Column, column.ValueType))];
        try
        {
            using IScoringEngine engine = open();
            List<object?[]> scored = engine.Score(
                columns,
                [.. rows.Select(row => row.Select((value, i) => ClrValue.Of(value, columns[i].Type)).ToArray())],
                install: "",
                table => generator.Select(new QuerySource(table, column => dialect.Quote(Name(position[column])), "mlops_row")),
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

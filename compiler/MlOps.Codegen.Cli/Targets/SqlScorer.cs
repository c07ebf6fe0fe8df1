using System.Globalization;
using MlOps.Codegen.Deployment.Engines;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Targets;
using MlOps.Codegen.Sql.Dialects;
using MlOps.Codegen.Sql.Generation;

namespace MlOps.Codegen.Cli.Targets;

/// <summary>A database as a target: rows are loaded there and the generated query runs there.</summary>
internal sealed class SqlScorer : IRowScorer
{
    private readonly FieldSchema[] columns;
    private readonly FieldSchema[] outputs;
    private readonly Func<string, string> query;
    private readonly IReadOnlyList<string> install;
    private readonly IScoringEngine engine;

    /// <summary>Generates the query and opens the database.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="target">The database's target.</param>
    /// <param name="open">Opens it.</param>
    /// <exception cref="CommandFailure">The database cannot be reached, or refuses.</exception>
    public SqlScorer(ScoringPlan plan, SqlTarget target, Func<IScoringEngine> open)
    {
        SqlDialect dialect = target.Dialect;
        ScoringQuery scoring = target.Query(plan, new GenerationOptions(plan.Name, Schema: dialect.ScratchSchema));
        install = [.. scoring.SupportFunctions.Select(function => function.Statement)];

        // The scratch table's columns have names of their own: a model's names may differ in ways that the engine overlooks.
        var position = scoring.Inputs.Select((column, i) => (column, i)).ToDictionary(pair => pair.column, pair => pair.i);
        columns = [.. scoring.Inputs.Select((column, i) => new FieldSchema(Name(i), column.ValueType))];
        outputs = [.. scoring.Outputs.Select(column => new FieldSchema(column.Column, column.ValueType))];
        query = Remember(table =>
            scoring.Select(new QuerySource(
                table, column => dialect.Quote(Name(position[column])), new KeyColumn("mlops_row", "mlops_row"))));
        engine = Reached(open);
    }

    public List<Scalar[]> Score(IReadOnlyList<Scalar[]> rows, CancellationToken cancellation)
    {
        List<object?[]> scored = Reached(() => engine.Score(
            columns,
            [.. rows.Select(row => row.Select((value, i) => ClrValue.Of(value, columns[i].Type)).ToArray())],
            install,
            query,
            outputs,
            cancellation));
        return [.. scored.Select(row => row.Select(ClrValue.ToScalar).ToArray())];
    }

    public void Dispose() => engine.Dispose();

    /// <summary>Does something with a database; what it refuses is told as the command's failure.</summary>
    /// <typeparam name="T">What is done.</typeparam>
    /// <param name="work">Does it.</param>
    /// <exception cref="CommandFailure">The database cannot be reached, or refuses.</exception>
    internal static T Reached<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (EngineFailure failure)
        {
            throw new CommandFailure(ExitCodes.Unreachable, failure.Message);
        }
    }

    // Every batch asks for the same table's query, which takes long to write for a large model.
    private static Func<string, string> Remember(Func<string, string> write)
    {
        var written = new Dictionary<string, string>(StringComparer.Ordinal);
        return table => written.TryGetValue(table, out string? text) ? text : written[table] = write(table);
    }

    private static string Name(int column) => string.Create(CultureInfo.InvariantCulture, $"c{column}");
}

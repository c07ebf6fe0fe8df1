using System.Globalization;
using MlOps.Codegen.CSharp;
using MlOps.Codegen.Deployment.Engines;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Sql.Dialects;
using MlOps.Codegen.Sql.Generation;

namespace MlOps.Codegen.Cli.Targets;

/// <summary>A database that scores with the compiled C# scorer: as a function inside it, or streamed through this process.</summary>
internal sealed class EngineScorer : IRowScorer
{
    private readonly FieldSchema[] columns;
    private readonly string[] inputs;
    private readonly CompiledScorer scorer;
    private readonly IScoringEngine engine;

    /// <summary>Compiles the scorer and opens the database.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="target">The database's target.</param>
    /// <param name="open">Opens it.</param>
    /// <exception cref="CommandFailure">The database cannot be reached, or refuses.</exception>
    public EngineScorer(ScoringPlan plan, SqlTarget target, Func<IScoringEngine> open)
    {
        SqlDialect dialect = target.Dialect;
        columns = [.. plan.Inputs.Select((input, i) => new FieldSchema(Name(i), input.Value.Type))];
        inputs = [.. columns.Select(column => dialect.ReadForScorer(dialect.Quote(column.Name), column.Type))];
        engine = SqlScorer.Reached(open);
        scorer = CSharpCompiler.Compile(plan);
    }

    public List<Scalar[]> Score(IReadOnlyList<Scalar[]> rows, CancellationToken cancellation)
    {
        List<object?[]> scored = SqlScorer.Reached(() => engine.Score(
            columns,
            [.. rows.Select(row => row.Select((value, i) => ClrValue.Of(value, columns[i].Type)).ToArray())],
            scorer,
            inputs,
            cancellation));
        return [.. scored.Select(row => row.Select(ClrValue.ToScalar).ToArray())];
    }

    public void Dispose()
    {
        // The engine first: it holds functions that call the scorer.
        engine.Dispose();
        scorer.Dispose();
    }

    private static string Name(int column) => string.Create(CultureInfo.InvariantCulture, $"c{column}");
}

using System.Collections.Immutable;
using System.Globalization;
using MlOps.Codegen.CSharp;
using MlOps.Codegen.CSharp.Features;
using MlOps.Codegen.Deployment.Engines;
using MlOps.Codegen.Diagnostics;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Relations;
using MlOps.Codegen.Plan.Targets;
using MlOps.Codegen.Plan.Text;
using MlOps.Codegen.Sql.Dialects;
using MlOps.Codegen.Sql.Generation;
using MlOps.Codegen.Sql.Relations;
using MlOps.Runtime;

namespace MlOps.Codegen.Cli.Targets;

/// <summary>Scores the rows of a plan's root as of a time, on a target: features from all tables, and scores of them.</summary>
internal static class RelationalScorer
{
    /// <summary>What keeps a target from running a plan with its exact meaning.</summary>
    /// <param name="target">The target.</param>
    /// <param name="plan">The plan.</param>
    public static ImmutableArray<Diagnostic> Check(TargetEntry target, RelationalPlan plan) =>
        [.. target.Generator?.Check(plan.Scoring) ?? [], .. target.Database?.Sql.CheckFeatures(plan) ?? []];

    /// <summary>Scores.</summary>
    /// <param name="target">A target that has nothing against the plan.</param>
    /// <param name="plan">The plan.</param>
    /// <param name="connection">The connection string; null for none.</param>
    /// <param name="tables">The rows of every relation, in the order of its columns.</param>
    /// <param name="asOf">The time in UTC.</param>
    /// <param name="cancellation">Ends the work.</param>
    /// <returns>A row of output values per row of the root, in order.</returns>
    /// <exception cref="CommandFailure">The database cannot be reached, or refuses; or rows that are referred to share a key.</exception>
    public static IReadOnlyList<Scalar[]> Score(
        TargetEntry target,
        RelationalPlan plan,
        string? connection,
        IReadOnlyDictionary<string, IReadOnlyList<Scalar[]>> tables,
        DateTime asOf,
        CancellationToken cancellation)
    {
        target.RequireConnection(connection);
        if (target.Database is { } database)
        {
            using IScoringEngine engine = SqlScorer.Reached(() => database.OpenEngine(connection));
            return Score(database.Sql, engine, plan, tables, asOf, cancellation);
        }

        try
        {
            if (target.Generator is CSharpTarget)
            {
                return ScoreByStore(plan, tables, asOf, cancellation);
            }

            IReadOnlyList<Scalar[]> features = new RelationalEvaluator(plan, tables).Features(asOf);
            using IRowScorer scorer = target.Connect(plan.Scoring, connection);
            return scorer.Score(features, cancellation);
        }
        catch (ArgumentException twice)
        {
            throw new CommandFailure(ExitCodes.Unreachable, twice.Message);
        }
        catch (OverflowException)
        {
            throw new CommandFailure(ExitCodes.Unreachable, "a sum of integers needs more than 64 bits");
        }
    }

    // The generated class takes all rows, and gives its scorer's inputs.
    private static IReadOnlyList<Scalar[]> ScoreByStore(
        RelationalPlan plan, IReadOnlyDictionary<string, IReadOnlyList<Scalar[]>> tables, DateTime asOf, CancellationToken cancellation)
    {
        using CompiledFeatures compiled = CSharpCompiler.Compile(FeaturesGenerator.Generate(plan, plan.Scoring.Name), cancellation);
        IFeatureStore store = compiled.NewStore(), empty = compiled.NewStore();
        foreach (FeatureRow row in FeatureRows.Of(plan, tables))
        {
            cancellation.ThrowIfCancellationRequested();
            store.Add(row.Aggregation, row.Key, row.Values);
        }

        // A row of the root that lacks its key has no rows of other tables.
        object?[] anybody = [.. plan.Relation(plan.Root).Key.Select(key => AnyKey(plan.Relation(plan.Root).Column(key).Type))];
        object?[][] features =
        [
            .. FeatureRows.OfRoot(plan, tables).Select(row => row.Key.Contains(null)
                ? empty.Features(anybody, row.Columns, asOf)
                : store.Features(row.Key, row.Columns, asOf)),
        ];
        object?[][] scores = [.. features.Select(_ => new object?[plan.Scoring.Outputs.Length])];
        compiled.Scorer.ScoreBatch(features, scores);
        return [.. scores.Select(row => row.Select(ClrValue.ToScalar).ToArray())];
    }

    private static object AnyKey(DataType type) => type switch
    {
        DataType.Boolean => false,
        DataType.Integer => 0L,
        DataType.String => "",
        DataType.Date => default(DateOnly),
        DataType.Time => default(TimeOnly),
        DataType.DateTime => default(DateTime),
        _ => throw new InvalidOperationException($"no key is {type}"),
    };

    private static IReadOnlyList<Scalar[]> Score(
        SqlTarget target,
        IScoringEngine engine,
        RelationalPlan plan,
        IReadOnlyDictionary<string, IReadOnlyList<Scalar[]>> tables,
        DateTime asOf,
        CancellationToken cancellation)
    {
        SqlDialect dialect = target.Dialect;
        var options = new GenerationOptions(plan.Scoring.Name, Schema: dialect.ScratchSchema);
        FeaturesQuery features = target.Features(plan, options);
        ScoringQuery scoring = target.Query(plan.Scoring, options);
        ScratchTable[] scratch =
        [
            .. plan.Relations.Select(relation => new ScratchTable(
                [.. relation.Columns.Select((column, i) => new FieldSchema(Name(i), column.Type))],
                [.. tables[relation.Name].Select(row => row.Select((value, i) => ClrValue.Of(value, relation.Columns[i].Type)).ToArray())])),
        ];
        List<object?[]> scored = SqlScorer.Reached(() => engine.Query(
            scratch,
            [.. features.SupportFunctions(scoring).Select(function => function.Statement)],
            names => features.SelectScores(
                new RelationNames(
                    relation => names[plan.Relations.IndexOf(relation)],
                    (relation, column) => dialect.Quote(Name(relation.Columns.IndexOf(relation.Column(column))))),
                new AsOfParameter(Constant(dialect, asOf)),
                scoring,
                alias => [new KeyColumn($"{alias}.mlops_row", "mlops_row")]),
            [.. scoring.Outputs.Select(output => new FieldSchema(output.Column, output.ValueType))],
            tables[plan.Root].Count,
            cancellation));
        return [.. scored.Select(row => row.Select(ClrValue.ToScalar).ToArray())];
    }

    /// <summary>A time as a constant.</summary>
    /// <param name="dialect">The engine.</param>
    /// <param name="time">The time; fractions of a second are dropped.</param>
    public static string Constant(SqlDialect dialect, DateTime time) => dialect.CalendarLiteral(
        CalendarText.Iso((time.Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerSecond, DataType.DateTime).Replace('T', ' '), DataType.DateTime);

    private static string Name(int column) => string.Create(CultureInfo.InvariantCulture, $"c{column}");
}

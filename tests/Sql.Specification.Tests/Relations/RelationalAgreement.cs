using System.Globalization;
using MlOps.Codegen.Deployment.Engines;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Expressions;
using MlOps.Codegen.Plan.Relations;
using MlOps.Codegen.Plan.Targets;
using MlOps.Codegen.Sql.Dialects;
using MlOps.Codegen.Sql.Generation;
using MlOps.Codegen.Sql.Relations;
using MlOps.Codegen.Sql.Specification.Comparison;

namespace MlOps.Codegen.Sql.Specification.Relations;

/// <summary>Runs features and scores of a relational plan on an engine, over scratch tables, and compares them with the reference evaluator.</summary>
public static class RelationalAgreement
{
    private const double Tolerance = 1e-12;
    private const int MostShown = 12;

    /// <summary>The rows that an engine can hold.</summary>
    /// <param name="fixture">The engine.</param>
    /// <param name="tables">The rows of every relation.</param>
    public static Dictionary<string, IReadOnlyList<Scalar[]>> Held(SqlFixture fixture, Dictionary<string, IReadOnlyList<Scalar[]>> tables) => tables.ToDictionary(
        pair => pair.Key, pair => (IReadOnlyList<Scalar[]>)[.. pair.Value.Where(row => row.All(value => Experiment.CanHold(fixture, value)))]);

    /// <summary>The features at a time, as the command asks for them.</summary>
    /// <param name="fixture">The engine.</param>
    /// <param name="plan">The plan.</param>
    /// <param name="tables">The rows of every relation.</param>
    /// <param name="asOf">The time.</param>
    public static List<Scalar[]> Features(SqlFixture fixture, RelationalPlan plan, Dictionary<string, IReadOnlyList<Scalar[]>> tables, DateTime asOf)
    {
        FeaturesQuery query = Query(fixture, plan);
        return Run(
            fixture,
            plan,
            tables,
            [.. query.SupportFunctions().Select(function => function.Statement)],
            names => query.Select(Names(fixture, plan, names), new AsOfParameter(Constant(fixture, asOf)), alias => [new KeyColumn($"{alias}.mlops_row", "mlops_row")]),
            [.. query.Features.Select(feature => new FieldSchema(feature.Column, feature.ValueType))],
            tables[plan.Root].Count);
    }

    /// <summary>The features at several times, as a training set has them: by time, then by row.</summary>
    /// <param name="fixture">The engine.</param>
    /// <param name="plan">The plan.</param>
    /// <param name="tables">The rows of every relation.</param>
    /// <param name="times">The times.</param>
    public static List<Scalar[]> Features(
        SqlFixture fixture, RelationalPlan plan, Dictionary<string, IReadOnlyList<Scalar[]>> tables, IReadOnlyList<DateTime> times)
    {
        FeaturesQuery query = Query(fixture, plan);
        string moments = string.Join(" UNION ALL ", times.Select(time => $"SELECT {Constant(fixture, time)} AS moment"));
        return Run(
            fixture,
            plan,
            tables,
            [.. query.SupportFunctions().Select(function => function.Statement)],
            names => InOrder(
                fixture,
                query,
                query.Select(Names(fixture, plan, names), new AsOfTable($"({moments})", "moment"), alias => [new KeyColumn($"{alias}.mlops_row", "mlops_row")])),
            [.. query.Features.Select(feature => new FieldSchema(feature.Column, feature.ValueType))],
            tables[plan.Root].Count * times.Count);
    }

    /// <summary>A query for features at several times with its rows numbered by time, then by the root's row.</summary>
    /// <param name="fixture">The engine.</param>
    /// <param name="query">The features.</param>
    /// <param name="select">The query, with the row's number in a column <c>mlops_row</c>; the as-of time is one of the features.</param>
    public static string InOrder(SqlFixture fixture, FeaturesQuery query, string select)
    {
        int asOf = query.Plan.Features.ToList().FindIndex(feature => feature is AsOfSource);
        string at = fixture.Target.Dialect.Quote(query.Features[asOf].Column);
        string columns = string.Join(", ", query.Features.Select(feature => fixture.Target.Dialect.Quote(feature.Column)));
        string before = select[..select.LastIndexOf("\nSELECT\n", StringComparison.Ordinal)];
        string final = select[before.Length..];
        return $"{before},\nresult_rows AS ({final})\nSELECT ROW_NUMBER() OVER (ORDER BY {at}, mlops_row) - 1 AS n, {columns} FROM result_rows";
    }

    /// <summary>The scores at a time, by one query.</summary>
    /// <param name="fixture">The engine.</param>
    /// <param name="plan">The plan.</param>
    /// <param name="tables">The rows of every relation.</param>
    /// <param name="asOf">The time.</param>
    public static List<Scalar[]> Scores(SqlFixture fixture, RelationalPlan plan, Dictionary<string, IReadOnlyList<Scalar[]>> tables, DateTime asOf)
    {
        FeaturesQuery query = Query(fixture, plan);
        ScoringQuery scoring = fixture.Target.Query(plan.Scoring, query.Options);
        return Run(
            fixture,
            plan,
            tables,
            [.. query.SupportFunctions(scoring).Select(function => function.Statement)],
            names => query.SelectScores(
                Names(fixture, plan, names), new AsOfParameter(Constant(fixture, asOf)), scoring, alias => [new KeyColumn($"{alias}.mlops_row", "mlops_row")]),
            [.. scoring.Outputs.Select(output => new FieldSchema(output.Column, output.ValueType))],
            tables[plan.Root].Count);
    }

    /// <summary>Runs a query over scratch tables of all relations.</summary>
    /// <param name="fixture">The engine.</param>
    /// <param name="plan">The plan.</param>
    /// <param name="tables">The rows of every relation.</param>
    /// <param name="install">What is created before.</param>
    /// <param name="query">The query for the tables' names, in the order of the relations.</param>
    /// <param name="outputs">Its columns after the row's number.</param>
    /// <param name="count">How many rows it has.</param>
    /// <param name="further">Tables beside the relations, behind them.</param>
    public static List<Scalar[]> Run(
        SqlFixture fixture,
        RelationalPlan plan,
        Dictionary<string, IReadOnlyList<Scalar[]>> tables,
        IReadOnlyList<string> install,
        Func<IReadOnlyList<string>, string> query,
        IReadOnlyList<FieldSchema> outputs,
        int count,
        params ScratchTable[] further)
    {
        IEnumerable<ScratchTable> scratch = plan.Relations.Select(relation => new ScratchTable(
            [.. relation.Columns.Select((column, i) => new FieldSchema(Name(i), column.Type))],
            [.. tables[relation.Name].Select(row => row.Select((value, i) => ClrValues.Box(value, relation.Columns[i].Type)).ToArray())]));
        return [.. fixture.Engine.Query([.. scratch, .. further], install, query, outputs, count, CancellationToken.None)
            .Select(row => row.Select(ClrValues.Unbox).ToArray())];
    }

    /// <summary>What scratch tables and their columns are called.</summary>
    /// <param name="fixture">The engine.</param>
    /// <param name="plan">The plan.</param>
    /// <param name="names">The tables' names, in the order of the relations.</param>
    public static RelationNames Names(SqlFixture fixture, RelationalPlan plan, IReadOnlyList<string> names) => new(
        relation => names[plan.Relations.IndexOf(relation)],
        (relation, column) => fixture.Target.Dialect.Quote(Name(relation.Columns.IndexOf(relation.Column(column)))));

    /// <summary>The features as a query.</summary>
    /// <param name="fixture">The engine.</param>
    /// <param name="plan">The plan.</param>
    public static FeaturesQuery Query(SqlFixture fixture, RelationalPlan plan)
    {
        SqlDialect dialect = fixture.Target.Dialect;
        return new FeaturesQuery(plan, dialect, new GenerationOptions("telephony", Schema: dialect.ScratchSchema));
    }

    /// <summary>A time as a constant.</summary>
    /// <param name="fixture">The engine.</param>
    /// <param name="time">The time.</param>
    public static string Constant(SqlFixture fixture, DateTime time) =>
        fixture.Target.Dialect.CalendarLiteral(time.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture), DataType.DateTime);

    /// <summary>Asserts that rows are the same.</summary>
    /// <param name="fixture">The engine.</param>
    /// <param name="columns">What the columns are called.</param>
    /// <param name="expected">The reference's.</param>
    /// <param name="actual">The engine's.</param>
    public static void AssertSame(SqlFixture fixture, IReadOnlyList<string> columns, IReadOnlyList<Scalar[]> expected, IReadOnlyList<Scalar[]> actual)
    {
        Assert.Equal(expected.Count, actual.Count);
        var differences = new List<string>();
        for (int row = 0; row < expected.Count && differences.Count < MostShown; row++)
        {
            for (int i = 0; i < columns.Count; i++)
            {
                if (!Same(expected[row][i], actual[row][i]))
                {
                    differences.Add(string.Create(CultureInfo.InvariantCulture, $"row {row}, {columns[i]}: expected {expected[row][i]}, but was {actual[row][i]}"));
                }
            }
        }

        Assert.True(differences.Count == 0, $"{fixture.Target.Name} differs:\n{string.Join('\n', differences)}");
    }

    private static bool Same(Scalar expected, Scalar actual) => expected == actual
        || (expected.IsDouble && actual.IsDouble && Math.Abs(expected.Double - actual.Double) <= Tolerance * Math.Abs(expected.Double));

    private static string Name(int column) => string.Create(CultureInfo.InvariantCulture, $"c{column}");
}

using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Relations;

namespace MlOps.Codegen.Testing.Examples;

/// <summary>
/// More than a hundred thousand generated events for the examples that aggregate: ties at the edges of their windows and a second beside them,
/// events at and after the times that are asked for, leap days, the hours in which clocks are changed (instants are UTC), owners without events,
/// events without owners, missing values, numbers of more digits than their column has.
/// </summary>
public static class ExampleEvents
{
    private const int Events = 110_000;

    /// <summary>
    /// The times that features are asked for at: in the hour that clocks leave out, and in the one that they repeat, in Europe; the last second of
    /// a year after a leap day; a leap day's midnight.
    /// </summary>
    public static IReadOnlyList<DateTime> Times { get; } =
    [
        new(2024, 2, 29, 0, 0, 0), new(2024, 3, 31, 1, 30, 0), new(2024, 10, 27, 0, 30, 0), new(2025, 2, 28, 23, 59, 59),
    ];

    /// <summary>Rows of every relation of an example, in the order of its columns.</summary>
    /// <param name="example">Its name.</param>
    /// <exception cref="ArgumentException">It has no events.</exception>
    public static Dictionary<string, IReadOnlyList<Scalar[]>> Of(string example) => example switch
    {
        "churn" => Churn(),
        "equipment" => Equipment(),
        _ => throw new ArgumentException($"the example '{example}' has no events", nameof(example)),
    };

    /// <summary>The rows that were known at a time: those of a relation with an event time that lie before it, all of the others.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="tables">The rows of every relation.</param>
    /// <param name="asOf">The time.</param>
    public static Dictionary<string, IReadOnlyList<Scalar[]>> KnownAt(
        RelationalPlan plan, IReadOnlyDictionary<string, IReadOnlyList<Scalar[]>> tables, DateTime asOf)
    {
        long seconds = ExampleValues.Time(asOf).Integer;
        return plan.Relations.ToDictionary(relation => relation.Name, relation =>
        {
            if (relation.EventTime is null)
            {
                return tables[relation.Name];
            }

            int time = relation.Columns.Select(column => column.Name).ToList().IndexOf(relation.EventTime);
            return [.. tables[relation.Name].Where(row => !row[time].IsMissing && row[time].Integer < seconds)];
        });
    }

    private static Dictionary<string, IReadOnlyList<Scalar[]>> Churn()
    {
        const int Accounts = 1_500;
        var values = new ExampleValues(20240331);
        DateTime[] edges = Edges(asOf => [asOf, asOf.AddDays(-7), asOf.AddMonths(-3), asOf.AddDays(-30), asOf.AddDays(-56), asOf.AddDays(-14), asOf.AddYears(-1)]);
        return new()
        {
            ["accounts"] = Rows(Accounts, id =>
            [
                Scalar.FromInteger(id), ExampleValues.Time(Moment(values, edges)),
                values.Or(0.1, values.Next(5) == 0 ? ExampleValues.Day(new DateOnly(2000, 2, 29)) : Scalar.FromInteger(values.Next(-12_000, 13_000))),
                values.Or(0.05, values.Text("basic", "plus", "pro", "Basic")), values.Text("EU", "CH", "US"), values.Or(0.5, values.Text("94110", "")),
                values.Or(0.2, values.Next(20) == 0 ? Scalar.FromDouble(123_456_789.25) : values.Decimal(0, 9_000_000, 100)),
            ]),
            ["tariffs"] = Rows(9, id => [Scalar.FromInteger(id), values.Decimal(1, 5_000, 10_000), values.Text("old", "new")]),
            ["calls"] = Rows(Events, id =>
            [
                Scalar.FromInteger(id), Owner(values, Accounts), values.Or(0.01, ExampleValues.Time(Moment(values, edges))),
                values.Or(0.02, values.Next(50) == 0 ? Scalar.FromDouble(values.Of(30.0, 1e12, -0.25)) : values.Decimal(0, 9_000, 100)),
                values.Or(0.1, values.Text("voice", "Voice", "data", "data ", "ß", "")), values.Or(0.1, Scalar.FromInteger(values.Next(1, 12))),
            ]),
            ["complaints"] = Rows(5_000, id =>
            [
                Scalar.FromInteger(id), Owner(values, Accounts), ExampleValues.Time(Moment(values, edges)), values.Or(0.1, Scalar.FromInteger(values.Next(1, 5))),
            ]),
        };
    }

    private static Dictionary<string, IReadOnlyList<Scalar[]>> Equipment()
    {
        const int Chambers = 300;
        var values = new ExampleValues(20241027);
        DateTime[] edges = Edges(asOf => [asOf, asOf.AddDays(-1), asOf.AddDays(-15), asOf.AddDays(-7), asOf.AddDays(-14)]);
        return new()
        {
            ["chambers"] = Rows(Chambers, id =>
            [
                Scalar.FromInteger(id), ExampleValues.Time(Moment(values, edges)), values.Or(0.3, ExampleValues.Time(Moment(values, edges))),
                values.Or(0.05, values.Text("etch", "deposition", "Etch")),
            ]),
            ["wafers"] = Rows(Events, id =>
            [
                Scalar.FromInteger(id), Owner(values, Chambers), values.Or(0.01, ExampleValues.Time(Moment(values, edges))),
                values.Or(0.05, values.Next(100) == 0 ? Scalar.FromDouble(values.Of(1e7, -1e9, 0)) : values.Decimal(490_000, 535_000, 1_000)),
                values.Or(0.05, values.Decimal(50, 500, 10_000)), values.Or(0.02, Scalar.FromInteger(values.Of(values.Next(0, 10), 20, 21, values.Next(0, 60)))),
            ]),
        };
    }

    // Every seventeenth owner has no events; some events are of owners that nobody knows, or of none.
    private static Scalar Owner(ExampleValues values, int owners)
    {
        int owner = values.Next(1, owners + 20);
        return values.Or(0.005, Scalar.FromInteger(owner % 17 == 0 ? owner + 1 : owner));
    }

    private static DateTime[] Edges(Func<DateTime, DateTime[]> of) =>
    [
        .. Times.SelectMany(of), new(2024, 2, 29, 23, 59, 59), new(2024, 3, 10, 10, 0, 0), new(2024, 3, 31, 1, 0, 0), new(2024, 10, 27, 1, 0, 0), new(2024, 11, 3, 9, 0, 0),
    ];

    // A third lies at an edge, or a second beside it, many of them together; some lie after all times.
    private static DateTime Moment(ExampleValues values, DateTime[] edges) => values.Next(3) == 0
        ? values.Of(edges).AddSeconds(values.Next(-1, 2))
        : Times[^1].AddSeconds(values.Next(-50_000_000, 4_000_000));

    private static Scalar[][] Rows(int count, Func<int, Scalar[]> row) => [.. Enumerable.Range(1, count).Select(row)];
}

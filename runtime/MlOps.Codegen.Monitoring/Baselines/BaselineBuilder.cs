using System.Collections.Immutable;
using System.Globalization;
using MlOps.Codegen.Artifacts.Monitoring;
using MlOps.Codegen.Deployment.Databases;
using MlOps.Codegen.Deployment.Engines;
using MlOps.Codegen.Monitoring.Statistics;
using static MlOps.Codegen.Monitoring.DriverValue;

namespace MlOps.Codegen.Monitoring.Baselines;

/// <summary>Makes a baseline of rows in a database: of quantiles, categories that are not rare, counts, and figures of outcomes.</summary>
/// <param name="database">The database.</param>
/// <param name="sql">The queries in its SQL.</param>
public sealed class BaselineBuilder(Database database, IMonitorSql sql)
{
    private const string TimeFormat = "yyyy-MM-dd HH:mm:ss";

    // Missing, invalid, unseen, and out-of-range values.
    private const int RatesPerFeature = 4;

    private MonitorSpecification Specification => sql.Specification;

    private DriftPolicy Policy => Specification.Policy;

    /// <summary>Makes a baseline.</summary>
    /// <param name="from">Where the reference begins; null for the first row.</param>
    /// <param name="to">Before which time it ends; null for the last row that there is now.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="MonitorFailure">The reference has no rows.</exception>
    /// <exception cref="EngineFailure">The database refuses.</exception>
    public MonitoringBaseline Build(DateTime? from, DateTime? to, CancellationToken cancellation)
    {
        object?[] extent = database.Read(sql.Extent(), [], null, cancellation)[0];
        if (extent[0] is null)
        {
            throw new MonitorFailure("the table has no rows that a baseline could be made of");
        }

        // Whole seconds, the last of which is still within. A window must not overlap the reference: its ends are always known.
        DateTime begin = from ?? Whole(Time(extent[0]));
        DateTime end = to ?? Whole(Time(extent[1])).AddSeconds(1);
        string first = sql.Moment(begin);
        string last = sql.Moment(end);
        BaselineFeature[] shapes = [.. Specification.Columns.Select(column => Known(Shape(column, first, last, cancellation)))];
        Dictionary<(long, long), long> counts = Count(shapes, first, last, cancellation);
        BaselineFeature[] features = [.. shapes.Select((shape, i) => shape with
        {
            Bins = [.. shape.Bins.Select(bin => bin with { Rows = counts.GetValueOrDefault((i + 1, bin.Bin)) })],
        })];

        // Outcomes that are not known yet are not counted.
        long rows = features.Max(feature => feature.Bins.Sum(bin => bin.Rows));
        return rows == 0
            ? throw new MonitorFailure("the reference has no rows: look at its time")
            : new ReferenceMeasurement(database, sql).Measured(Freeze(Specification, Text(begin), Text(end), rows, features), begin, end, cancellation);
    }

    /// <summary>Puts columns and the constants that follow from them together.</summary>
    /// <param name="specification">What is monitored.</param>
    /// <param name="from">Where the reference begins.</param>
    /// <param name="to">Before which time it ends.</param>
    /// <param name="rows">How many rows it has.</param>
    /// <param name="features">Its columns.</param>
    public static MonitoringBaseline Freeze(MonitorSpecification specification, string? from, string? to, long rows, IReadOnlyList<BaselineFeature> features)
    {
        DriftPolicy policy = specification.Policy;
        int columns = features.Count;
        int degrees = features.Max(feature => feature.Bins.Select(bin => bin.Cell).Distinct().Count()) - 1;
        IEnumerable<CriticalLevel> levels = Enumerable.Range(1, degrees).SelectMany(degree => Enumerable.Range(0, columns + 1).Select(level => new CriticalLevel(
            degree,
            level,
            CriticalValue.ChiSquare(degree, level == 0 ? 1 - policy.Confidence : level * policy.FalseDiscoveryRate / 2 / columns))));
        return new MonitoringBaseline
        {
            Specification = specification,
            From = from,
            To = to,
            Rows = rows,
            Features = [.. features],
            Criticals = [.. levels],
            RateCritical = CriticalValue.ChiSquare(1, policy.FalseDiscoveryRate / 2 / (RatesPerFeature * columns)),
            RateExponent = -Math.Log(policy.FalseDiscoveryRate / 2 / (RatesPerFeature * columns)),
        };
    }

    /// <summary>The bins of a numeric column, without counts.</summary>
    /// <param name="column">The column.</param>
    /// <param name="low">The smallest number of the reference; null where there is none.</param>
    /// <param name="high">The largest.</param>
    /// <param name="deviation">The standard deviation.</param>
    /// <param name="quantiles">At which numbers shares are reached; ties are dropped.</param>
    public static BaselineFeature Numeric(MonitoredColumn column, double? low, double? high, double? deviation, IEnumerable<double> quantiles)
    {
        // An interval has its upper end: behind an edge at the largest number there would be nothing.
        ImmutableArray<double> edges = [.. quantiles.Where(edge => edge < high).Distinct().Order()];
        double?[] ends = [low, .. edges, high];
        IEnumerable<BaselineBin> intervals = Enumerable.Range(1, edges.Length + 1).Select(bin => new BaselineBin(bin, bin, 0, ends[bin - 1], ends[bin]));
        return new BaselineFeature
        {
            Column = column,
            Edges = edges,
            Low = low,
            High = high,
            Deviation = deviation,
            Bins =
            [
                .. intervals,
                new BaselineBin(BinNumbers.Missing, BinNumbers.Missing, 0, Label: "missing"),
                new BaselineBin(BinNumbers.Below, 1, 0, Label: "below the range"),
                new BaselineBin(BinNumbers.Above, edges.Length + 1, 0, Label: "above the range"),
                new BaselineBin(BinNumbers.Invalid, BinNumbers.Invalid, 0, Label: "invalid"),
            ],
        };
    }

    /// <summary>The bins of a category or boolean column, without counts.</summary>
    /// <param name="column">The column.</param>
    /// <param name="categories">The categories that are counted on their own.</param>
    /// <param name="isClosed">Whether there are no others in the reference.</param>
    public static BaselineFeature Category(MonitoredColumn column, IReadOnlyList<string> categories, bool isClosed) => new()
    {
        Column = column,
        Categories = [.. categories],
        IsClosed = isClosed,
        Bins =
        [
            .. categories.Select((category, i) => new BaselineBin(i + 1, i + 1, 0, Label: category)),
            new BaselineBin(BinNumbers.Missing, BinNumbers.Missing, 0, Label: "missing"),
            new BaselineBin(BinNumbers.Other, BinNumbers.Other, 0, Label: isClosed ? "unseen" : "other"),
        ],
    };

    // An outcome that is missing will come: only those that are known are compared.
    private static BaselineFeature Known(BaselineFeature feature) => feature.Column.Role == ColumnRole.Outcome
        ? feature with { Bins = [.. feature.Bins.Where(bin => bin.Bin != BinNumbers.Missing)] }
        : feature;

    private BaselineFeature Shape(MonitoredColumn column, string from, string to, CancellationToken cancellation)
    {
        switch (column.Kind)
        {
            case ColumnKind.Boolean:
                return Category(column, ["true", "false"], isClosed: true);
            case ColumnKind.Numeric:
                double?[] row = [.. database.Read(sql.Quantiles(column, Policy.Bins, from, to), [], null, cancellation)[0].Select(Number)];
                return Numeric(column, row[0], row[1], row[2], row.Skip(3).OfType<double>());
            case ColumnKind.Category:
                (string? Name, long Rows)[] found =
                [
                    .. database.Read(sql.Categories(column, Policy.MinimumCategoryRows, from, to), [], null, cancellation)
                        .Select(each => (each[0] as string, Integer(each[1]))),
                ];
                (string Name, long Rows)[] named =
                [
                    .. found.Where(each => each.Name is not null && sql.CanHold(each.Name))
                        .Select(each => (each.Name!, each.Rows))
                        .OrderByDescending(each => each.Rows)
                        .ThenBy(each => each.Item1, StringComparer.Ordinal)
                        .Take(Policy.Categories),
                ];
                return Category(column, [.. named.Select(each => each.Name)], isClosed: found.Sum(each => each.Rows) == named.Sum(each => each.Rows));
            default:
                throw new InvalidOperationException($"unknown kind {column.Kind}");
        }
    }

    private Dictionary<(long, long), long> Count(IReadOnlyList<BaselineFeature> shapes, string from, string to, CancellationToken cancellation) => sql
        .Counts(shapes, from, to)
        .SelectMany(query => database.Read(query, [], null, cancellation))
        .ToDictionary(row => (Integer(row[0]), Integer(row[1])), row => Integer(row[2]));

    private static DateTime Whole(DateTime time) => new(time.Ticks - (time.Ticks % TimeSpan.TicksPerSecond));

    private static string Text(DateTime time) => time.ToString(TimeFormat, CultureInfo.InvariantCulture);
}

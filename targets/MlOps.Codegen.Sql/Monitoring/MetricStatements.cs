using System.Globalization;
using MlOps.Codegen.Artifacts.Monitoring;
using MlOps.Codegen.Plan.Expressions;
using MlOps.Codegen.Sql.Dialects;

namespace MlOps.Codegen.Sql.Monitoring;

/// <summary>What statements that fill <c>window_metric</c> have in common: the columns that they read, and how measures become rows.</summary>
/// <param name="dialect">The engine.</param>
/// <param name="names">How the table is read.</param>
/// <param name="scripts">The engine's words.</param>
/// <param name="specification">What is monitored.</param>
internal abstract class MetricStatements(SqlDialect dialect, MonitorNames names, MonitorScripts scripts, MonitorSpecification specification)
{
    protected SqlDialect Dialect => dialect;

    protected MonitorNames Names => names;

    protected MonitorScripts Scripts => scripts;

    protected MonitorSpecification Specification => specification;

    protected MonitoredColumn? Score => specification.Single(ColumnRole.Score);

    protected MonitoredColumn? Outcome => specification.Single(ColumnRole.Outcome);

    protected MonitoredColumn? Decision => specification.Single(ColumnRole.Decision);

    protected long MinimumRows => specification.Policy.MinimumGroupRows;

    // A row per measure; parts of the rows that are too small say nothing.
    protected string InsertMetrics(
        string window, MonitoredColumn? slice, string from, IReadOnlyList<string> columns, IReadOnlyList<(string Name, string Sql)> derived, long? smallest = null)
    {
        long least = smallest ?? (slice is null ? 1 : MinimumRows);
        IEnumerable<string> selects = columns.Select(column => (Name: column, Sql: $"m.{column}")).Concat(derived).Select(metric =>
            $"SELECT {window}, {dialect.TextLiteral(metric.Name)}, {dialect.TextLiteral(slice?.Name ?? "")}, m.slice_value, {metric.Sql}, m.row_count FROM {from} AS m WHERE m.row_count >= {Number(least)}");
        return $"INSERT INTO {names.Metric} (window_id, metric, slice, slice_value, metric_value, row_count)\n{string.Join("\nUNION ALL ", selects)}";
    }

    protected string SliceValue(MonitoredColumn? slice) => slice is null ? dialect.TextLiteral("") : names.Category(slice);

    protected string Present(MonitoredColumn? slice) => slice is null ? "" : $" AND {names.Column(slice)} IS NOT NULL";

    /// <summary>The condition that a number can be computed with: it is there, and squares of it are numbers, too.</summary>
    /// <param name="column">A numeric column.</param>
    protected string IsNumber(MonitoredColumn column) => $"{names.Number(column)} BETWEEN {Literal(-BinNumbers.LargestNumber)} AND {Literal(BinNumbers.LargestNumber)}";

    protected string Ln(string operand) => $"{dialect.FunctionName(UnaryOperator.Ln)}({operand})";

    protected string Double(string operand) => $"CAST({operand} AS {dialect.TypeName(DataType.Double)})";

    protected string Literal(double value) => dialect.DoubleLiteral(value);

    protected static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);
}

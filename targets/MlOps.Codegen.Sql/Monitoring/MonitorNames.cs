using MlOps.Codegen.Artifacts.Monitoring;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Expressions;
using MlOps.Codegen.Sql.Dialects;

namespace MlOps.Codegen.Sql.Monitoring;

/// <summary>What the monitor's tables are called, and how its queries read the monitored table, whose rows are called <c>source</c>.</summary>
/// <param name="dialect">The engine.</param>
/// <param name="specification">What is monitored.</param>
public sealed class MonitorNames(SqlDialect dialect, MonitorSpecification specification)
{
    /// <summary>The schema, quoted.</summary>
    public string Schema => dialect.Quote(specification.Schema);

    /// <summary>The documents of baselines, by their hash.</summary>
    public string Baseline => In("baseline_profile");

    /// <summary>The columns of baselines.</summary>
    public string Feature => In("baseline_feature");

    /// <summary>The bins of columns of baselines.</summary>
    public string Bin => In("baseline_bin");

    /// <summary>Critical values of baselines.</summary>
    public string Critical => In("baseline_critical");

    /// <summary>The windows that were looked at.</summary>
    public string Window => In("monitor_window");

    /// <summary>How many rows of a window each bin has.</summary>
    public string Profile => In("window_profile");

    /// <summary>How the columns of a window differ from the reference.</summary>
    public string Drift => In("drift_result");

    /// <summary>Accuracy, fairness and worth of a window.</summary>
    public string Metric => In("window_metric");

    /// <summary>Outcomes by interval of the score.</summary>
    public string Curve => In("window_curve");

    /// <summary>Decisions and outcomes by group of a protected attribute.</summary>
    public string Group => In("window_group");

    /// <summary>Alerts.</summary>
    public string Alert => In("alert");

    /// <summary>Who has seen an alert, and why it is no more one.</summary>
    public string Acknowledgement => In("alert_acknowledgement");

    /// <summary>Requests to train again.</summary>
    public string Retraining => In("retrain_request");

    /// <summary>The runs of batches.</summary>
    public string Run => In("run");

    /// <summary>What runs of batches took of the machine that did them.</summary>
    public string RunUsage => In(Scripts.RunUsage.Table);

    /// <summary>The procedure that looks at a window.</summary>
    public string Procedure => In($"{Stem}_monitor");

    /// <summary>What the procedure begins with: the model's name as the engine can bear it.</summary>
    private string Stem => new SqlNames(dialect).Identifier(specification.Model, dialect.Limits.IdentifierBytes - (20 * dialect.IdentifierBytes("_")));

    /// <summary>The monitored table.</summary>
    public string Source => dialect.Relation(specification.TableSchema, specification.Table);

    /// <summary>The time of a row.</summary>
    public string Time => $"source.{dialect.Quote(specification.TimeColumn)}";

    /// <summary>A number of a row as a double; NULL where it is missing, not finite where it is none.</summary>
    /// <param name="column">The column.</param>
    public string Number(MonitoredColumn column) => dialect.MonitoredNumber(Column(column));

    /// <summary>A column of a row as it is.</summary>
    /// <param name="column">The column.</param>
    public string Column(MonitoredColumn column) => $"source.{dialect.Quote(column.Name)}";

    /// <summary>A text of a row, which is compared code point by code point.</summary>
    /// <param name="column">The column.</param>
    public string Text(MonitoredColumn column) => dialect.ReadColumn(Column(column), DataType.String);

    /// <summary>The condition that a column of a row is a category.</summary>
    /// <param name="column">A category or boolean column.</param>
    /// <param name="category">The category; <c>true</c> or <c>false</c> of a boolean one.</param>
    public string Is(MonitoredColumn column, string category) => column.Kind == ColumnKind.Boolean
        ? $"{Column(column)} = {(category == TrueText ? dialect.True : dialect.False)}"
        : dialect.IsOneOf(dialect.ComparableText(Column(column)), [new Literal(DataType.String, Scalar.FromText(category))], [dialect.TextLiteral(category)]);

    /// <summary>The condition that a row is positive, or selected.</summary>
    /// <param name="column">A decision or an outcome that is no number.</param>
    public string IsPositive(MonitoredColumn column) => Is(column, column.Positive ?? TrueText);

    /// <summary>The category of a row as a text; NULL where it is missing.</summary>
    /// <param name="column">A category or boolean column.</param>
    public string Category(MonitoredColumn column) => column.Kind == ColumnKind.Boolean
        ? $"CASE WHEN {Is(column, TrueText)} THEN {dialect.TextLiteral(TrueText)} WHEN {Is(column, FalseText)} THEN {dialect.TextLiteral(FalseText)} END"
        : Text(column);

    /// <summary>The condition that a row lies in a window.</summary>
    /// <param name="from">Where it begins, as the engine writes it; null for the first row.</param>
    /// <param name="to">Before which time it ends; null for the last row.</param>
    public string InWindow(string? from, string? to) => string.Join(
        " AND ",
        new[] { from is null ? null : $"{Time} >= {from}", to is null ? null : $"{Time} < {to}" }.OfType<string>().DefaultIfEmpty("1 = 1"));

    /// <summary>True as the text of a category.</summary>
    public const string TrueText = "true";

    /// <summary>False as the text of a category.</summary>
    public const string FalseText = "false";

    private string In(string name) => dialect.HasSchemas ? dialect.Relation(specification.Schema, name) : dialect.Quote($"mlops_{name}");
}

using System.Globalization;
using MlOps.Codegen.Artifacts.Monitoring;
using MlOps.Codegen.Sql.Dialects;

namespace MlOps.Codegen.Sql.Monitoring;

/// <summary>Requests to train a model again, as statements.</summary>
/// <param name="dialect">The engine.</param>
/// <param name="scripts">Its words for tables.</param>
internal sealed class RetrainStatements(SqlDialect dialect, MonitorScripts scripts) : IRetrainSql
{
    private MonitorNames Names => scripts.Names;

    /// <inheritdoc/>
    public IReadOnlyList<string> Columns { get; } =
    [
        "request_id", "model", "version", "baseline_id", "state", "cause", "as_of", "train_to", "requested_at", "model_file", "model_hash", "registered_version",
        "champion_version", "row_count", "champion_auc", "challenger_auc", "probability", "verdict", "note",
    ];

    /// <summary>The definition of the table.</summary>
    /// <param name="scripts">The engine's words.</param>
    public static string Table(MonitorScripts scripts) =>
        "-- Requests to train again: requested, trained, registered, waiting, closed. The verdict is better, same, worse or uncompared." + "\n" + scripts.CreateTable(
            scripts.Names.Retraining,
            [
                $"request_id {scripts.IntegerType} NOT NULL PRIMARY KEY", $"model {scripts.KeyText} NOT NULL", $"version {scripts.IntegerType} NOT NULL", $"baseline_id {scripts.KeyText} NOT NULL",
                $"state {scripts.KeyText} NOT NULL", $"cause {scripts.TextType} NOT NULL", $"as_of {scripts.TimeType} NOT NULL", $"train_to {scripts.TimeType} NOT NULL",
                $"requested_at {scripts.TimeType} NOT NULL", $"model_file {scripts.TextType} NULL", $"model_hash {scripts.KeyText} NULL", $"registered_version {scripts.IntegerType} NULL",
                $"champion_version {scripts.IntegerType} NULL", $"row_count {scripts.IntegerType} NULL", $"champion_auc {scripts.DoubleType} NULL", $"challenger_auc {scripts.DoubleType} NULL",
                $"probability {scripts.DoubleType} NULL", $"verdict {scripts.KeyText} NULL", $"note {scripts.TextType} NULL",
            ]);

    /// <inheritdoc/>
    public string Create() => Table(scripts);

    /// <inheritdoc/>
    public string Requests() =>
        $"SELECT {string.Join(", ", Columns.Select(column => $"r.{column}"))} FROM {Names.Retraining} AS r WHERE r.model = {scripts.Text(scripts.Specification.Model)} ORDER BY r.request_id";

    /// <inheritdoc/>
    public string NextNumber() => $"SELECT COALESCE(MAX(r.request_id), 0) + 1 AS request_id FROM {Names.Retraining} AS r";

    /// <inheritdoc/>
    public string Add(IReadOnlyList<string> values) => $"INSERT INTO {Names.Retraining} ({string.Join(", ", Columns)}) VALUES ({string.Join(", ", values)})";

    /// <inheritdoc/>
    public string Change(long number, IReadOnlyList<string> values) =>
        $"UPDATE {Names.Retraining} SET {string.Join(", ", Columns.Zip(values).Skip(1).Select(pair => $"{pair.First} = {pair.Second}"))} WHERE request_id = {number.ToString(CultureInfo.InvariantCulture)}";

    /// <inheritdoc/>
    public string Labels(string? from, string? to) =>
        $"SELECT COUNT(*) AS row_count, COUNT({Names.Column(Outcome)}) AS labels FROM {Names.Source} AS source WHERE {Names.InWindow(from, to)}";

    /// <inheritdoc/>
    public string Values(RetrainMetric metric, string baseline, string? from) =>
        $"SELECT m.metric_value FROM {Names.Metric} AS m INNER JOIN {Names.Window} AS w ON w.window_id = m.window_id "
        + $"WHERE w.baseline_id = {scripts.Text(baseline)} AND m.metric = {scripts.Text(metric.Metric)} AND m.slice = {scripts.Text(metric.Slice ?? "")} "
        + $"AND m.slice_value = {scripts.Text(metric.SliceValue ?? "")} AND m.metric_value IS NOT NULL{(from is null ? "" : $" AND w.window_from >= {from}")} ORDER BY w.window_from DESC, w.window_id DESC";

    /// <inheritdoc/>
    public string Labelled(IReadOnlyList<(string Name, string Type)> inputs, string from, string to)
    {
        IEnumerable<string> columns = inputs.Select(input =>
        {
            DataType type = Enum.Parse<DataType>(input.Type);
            return dialect.ReadColumn($"CAST(source.{dialect.Quote(input.Name)} AS {dialect.TypeName(type)})", type);
        });
        string outcome = $"CASE WHEN {Names.IsPositive(Outcome)} THEN 1 ELSE 0 END";
        return $"SELECT {string.Join(", ", columns.Append(outcome).Select((column, i) => string.Create(CultureInfo.InvariantCulture, $"{column} AS c{i}")))} "
            + $"FROM {Names.Source} AS source WHERE {Names.InWindow(from, to)} AND {Names.Column(Outcome)} IS NOT NULL";
    }

    private MonitoredColumn Outcome => scripts.Specification.Single(ColumnRole.Outcome)
        ?? throw new InvalidOperationException("retraining needs a column whose role is outcome");
}

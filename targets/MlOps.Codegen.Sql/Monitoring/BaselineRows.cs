using System.Globalization;
using MlOps.Codegen.Artifacts.Monitoring;
using MlOps.Codegen.Plan.Expressions;
using MlOps.Codegen.Sql.Dialects;

namespace MlOps.Codegen.Sql.Monitoring;

/// <summary>A baseline as rows of the monitor's tables.</summary>
/// <param name="dialect">The engine.</param>
/// <param name="names">The tables.</param>
internal sealed class BaselineRows(SqlDialect dialect, MonitorNames names)
{
    // SQL Server takes no more than 1,000.
    private const int RowsPerInsert = 500;

    /// <summary>The statements that write it; where it is there already, it is written again.</summary>
    /// <param name="baseline">The baseline.</param>
    public IEnumerable<string> Statements(MonitoringBaseline baseline)
    {
        string id = dialect.TextLiteral(baseline.Hash);
        MonitorSpecification specification = baseline.Specification;
        foreach (string table in (string[])[names.Baseline, names.Feature, names.Bin, names.Critical])
        {
            yield return $"DELETE FROM {table} WHERE baseline_id = {id};";
        }

        IEnumerable<string> statements =
        [
            .. Inserts(names.Baseline, "baseline_id, model, version, document", [$"{id}, {dialect.TextLiteral(specification.Model)}, {Number(specification.Version)}, {dialect.TextLiteral(baseline.ToLine())}"]),
            .. Inserts(
                names.Feature,
                "baseline_id, feature_id, name, kind, role, deviation",
                baseline.Features.Select((feature, i) =>
                    $"{id}, {Number(i + 1)}, {dialect.TextLiteral(feature.Column.Name)}, {dialect.TextLiteral(Word(feature.Column.Kind))}, {dialect.TextLiteral(Word(feature.Column.Role))}, {Double(feature.Deviation)}")),
            .. Inserts(
                names.Bin,
                "baseline_id, feature_id, bin, cell, row_count, lower_end, upper_end, label",
                baseline.Features.SelectMany((feature, i) => feature.Bins.Select(bin =>
                    $"{id}, {Number(i + 1)}, {Number(bin.Bin)}, {Number(bin.Cell)}, {Number(bin.Rows)}, {Double(bin.Lower)}, {Double(bin.Upper)}, {(bin.Label is null ? "NULL" : dialect.TextLiteral(bin.Label))}"))),
            .. Inserts(
                names.Critical,
                "baseline_id, degrees, strictness, critical_value",
                baseline.Criticals.Select(critical => $"{id}, {Number(critical.Degrees)}, {Number(critical.Level)}, {Double(critical.Value)}")),
        ];
        foreach (string statement in statements)
        {
            yield return statement;
        }
    }

    private static IEnumerable<string> Inserts(string table, string columns, IEnumerable<string> rows) =>
        rows.Chunk(RowsPerInsert).Select(part => $"INSERT INTO {table} ({columns}) VALUES\n  ({string.Join("),\n  (", part)});");

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Word<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();

    private string Double(double? value) => value is { } number ? dialect.DoubleLiteral(number) : dialect.MissingLiteral(DataType.Double);
}

using System.Globalization;
using MlOps.Codegen.Artifacts.Monitoring;
using MlOps.Codegen.Sql.Dialects;

namespace MlOps.Codegen.Sql.Monitoring;

/// <summary>A row's bin as an expression: a CASE whose constants are those of the baseline.</summary>
/// <param name="dialect">The engine.</param>
/// <param name="names">How columns are read.</param>
public sealed class BinExpressions(SqlDialect dialect, MonitorNames names)
{
    /// <summary>The number of a column's bin, for a row called <c>source</c>.</summary>
    /// <param name="feature">The column.</param>
    public string Of(BaselineFeature feature) => feature.Column.Kind == ColumnKind.Numeric
        ? OfNumber(feature, names.Number(feature.Column))
        : OfCategory(feature);

    /// <summary>The number of an interval, of what is not NULL.</summary>
    /// <param name="feature">A numeric column.</param>
    /// <param name="number">The number, as written.</param>
    public string OfNumber(BaselineFeature feature, string number)
    {
        var branches = new List<string> { $"WHEN {number} IS NULL THEN {Number(BinNumbers.Missing)}" };
        // NaN is larger than any number, or compares with none.
        branches.Add($"WHEN NOT (abs({number}) <= {dialect.DoubleLiteral(BinNumbers.LargestNumber)}) THEN {Number(BinNumbers.Invalid)}");

        if (feature.Low is { } low)
        {
            branches.Add($"WHEN {number} < {dialect.DoubleLiteral(low)} THEN {Number(BinNumbers.Below)}");
        }

        if (feature.High is { } high)
        {
            branches.Add($"WHEN {number} > {dialect.DoubleLiteral(high)} THEN {Number(BinNumbers.Above)}");
        }

        branches.AddRange(feature.Edges.Select((edge, i) => $"WHEN {number} <= {dialect.DoubleLiteral(edge)} THEN {Number(i + 1)}"));
        return $"CASE {string.Join(' ', branches)} ELSE {Number(feature.Edges.Length + 1)} END";
    }

    private string OfCategory(BaselineFeature feature)
    {
        IEnumerable<string> branches = feature.Categories.Select((category, i) => $"WHEN {names.Is(feature.Column, category)} THEN {Number(i + 1)}");
        string missing = $"WHEN {names.Column(feature.Column)} IS NULL THEN {Number(BinNumbers.Missing)}";
        return $"CASE {string.Join(' ', branches.Prepend(missing))} ELSE {Number(BinNumbers.Other)} END";
    }

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}

using System.Globalization;
using MlOps.Codegen.CSharp.Naming;
using MlOps.Codegen.CSharp.Writing;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Expressions;
using MlOps.Codegen.Plan.Kernels;

namespace MlOps.Codegen.CSharp.Kernels;

/// <summary>
/// Writes a lookup: codes of the keys, the row that has them, and a column of constants per result. Two more rows hold the
/// defaults and the results for a missing key, so that reading a column needs no test.
/// </summary>
internal static class LookupTableWriter
{
    public static void Write(LookupTable table, MethodScope scope, IReadOnlyList<Target?> targets)
    {
        var keys = new List<string>();
        var codes = new List<Dictionary<Scalar, int>>();
        for (int column = 0; column < table.Keys.Length; column++)
        {
            PlanValue key = table.Keys[column];
            var numbering = new Dictionary<Scalar, int>();
            foreach (LookupRow row in table.Rows)
            {
                numbering.TryAdd(row.Key[column], numbering.Count);
            }

            codes.Add(numbering);
            string value = key.Type == DataType.Boolean ? $"ScalarMath.ToInteger({scope[key]})" : scope[key];
            keys.Add($"{scope.Data.Categories(key.Type, [.. numbering.Keys])}.Code({value})");
        }

        string[] cells = table.Keys.Length == 1
            ? []
            : [.. table.Rows.SelectMany(row => row.Key.Select((part, column) => codes[column][part].ToString(CultureInfo.InvariantCulture)))];
        string image = cells.Length == 0 ? "[]" : scope.Data.Image("LookupCodes", cells, "int");
        string lookup = scope.Data.Member(
            "LookupTable", "Lookup", string.Create(CultureInfo.InvariantCulture, $"new({table.Keys.Length}, {table.Rows.Length}, {image})"));
        string found = scope.DeclarePart();
        scope.Current.List($"int {found} = {lookup}.Row(", keys, ");");
        for (int result = 0; result < targets.Count; result++)
        {
            if (targets[result] is { } target)
            {
                scope.Current.Line(target.Assign($"{Column(table, result, scope.Data)}[{found}]"));
            }
        }
    }

    private static string Column(LookupTable table, int result, StaticData data) => data.Column(
        "LookupColumn",
        table.Default[result].Type,
        [.. table.Rows.Select(row => row.Values[result]), table.Default[result].Value, table.WhenMissing[result].Value]);
}

using System.Data.Common;
using System.Globalization;

namespace MlOps.Codegen.Sql.Specification.Comparison;

/// <summary>Results as text, for short expectations.</summary>
public static class ResultText
{
    /// <summary>Runs a query.</summary>
    /// <param name="connection">Where.</param>
    /// <param name="sql">The query.</param>
    /// <returns>A text per row: its values, NULL being empty, with bars between.</returns>
    public static string[] Rows(DbConnection connection, string sql)
    {
        using DbCommand command = connection.CreateCommand();
        command.CommandText = sql;
        using DbDataReader reader = command.ExecuteReader();
        var rows = new List<string>();
        while (reader.Read())
        {
            rows.Add(string.Join('|', Enumerable.Range(0, reader.FieldCount).Select(i =>
                reader.IsDBNull(i) ? "" : Convert.ToString(reader.GetValue(i), CultureInfo.InvariantCulture))));
        }

        return [.. rows];
    }
}

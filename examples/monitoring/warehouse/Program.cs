using System.Globalization;
using DuckDB.NET.Data;

// Runs statements in a DuckDB file, and prints what the last of them selects. An argument that is no file is a statement itself.
if (args is not [var database, .. var statements] || statements.Length == 0)
{
    Console.Error.WriteLine("usage: Warehouse DATABASE STATEMENT|FILE.sql ...");
    return 2;
}

using var connection = new DuckDBConnection($"Data Source={database}");
connection.Open();
foreach (string statement in statements)
{
    using DuckDBCommand command = connection.CreateCommand();
    command.CommandText = File.Exists(statement) ? File.ReadAllText(statement) : statement;
    using DuckDBDataReader reader = command.ExecuteReader();
    if (statement != statements[^1] || !reader.HasRows)
    {
        continue;
    }

    Print(Enumerable.Range(0, reader.FieldCount).Select(reader.GetName));
    while (reader.Read())
    {
        Print(Enumerable.Range(0, reader.FieldCount).Select(i => Convert.ToString(reader.GetValue(i), CultureInfo.InvariantCulture) ?? ""));
    }
}

return 0;

static void Print(IEnumerable<string> values) => Console.WriteLine(string.Concat(values.Select(value => $"{value,-12}")).TrimEnd());

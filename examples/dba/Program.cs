using Microsoft.Data.Sqlite;

// Runs SQL files on a SQLite database, as its shell would; the rows of queries go to standard output.
if (args is not [var database, .. var scripts])
{
    Console.Error.WriteLine("usage: Administer DATABASE SCRIPT.sql …");
    return 2;
}

using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = database }.ToString());
connection.Open();
foreach (string script in scripts)
{
    using SqliteCommand command = connection.CreateCommand();
#pragma warning disable CA2100 // Running the scripts that it is given is what this program is for.
    command.CommandText = File.ReadAllText(script);
#pragma warning restore CA2100
    using SqliteDataReader reader = command.ExecuteReader();
    do
    {
        while (reader.Read())
        {
            Console.WriteLine(string.Join(" | ", Enumerable.Range(0, reader.FieldCount).Select(i => reader.IsDBNull(i) ? "NULL" : reader.GetString(i))));
        }
    }
    while (reader.NextResult());
}

return 0;

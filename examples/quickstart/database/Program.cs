using System.Diagnostics;
using System.Globalization;
using DuckDB.NET.Data;

// What a database administrator does with the generated scripts, here on a DuckDB file: install them, score a table.
// Arguments: the database file, the CSV file, the folder of the generated SQL, the file for the scores.
if (args is not [var database, var applications, var sql, var scores])
{
    Console.Error.WriteLine("usage: Database DATABASE APPLICATIONS.csv SQL_FOLDER SCORES.csv");
    return 2;
}

const int Copies = 100;

using var connection = new DuckDBConnection($"Data Source={database}");
connection.Open();

Run($"CREATE TABLE applications AS SELECT * FROM read_csv({Text(applications)}, header = true)");
Run(File.ReadAllText(Path.Combine(sql, "install.sql")));
Run("CREATE TABLE credit_scores AS SELECT * FROM mlops.credit_v1('applications')");
Console.WriteLine($"{database}: table applications, macro mlops.credit_v1 and table credit_scores");
Show("SELECT decision, count(*) AS loans, round(avg(probability_bad), 3) AS probability_bad, round(avg(credit_score)) AS credit_score, "
    + "mode(reason_1) AS main_reason FROM credit_scores GROUP BY decision ORDER BY decision");
Run($"COPY (SELECT * EXCLUDE (id) FROM credit_scores ORDER BY id) TO {Text(scores)} (HEADER)");

Run($"CREATE TEMP TABLE many AS SELECT applications.* FROM applications, range({Copies})");
long started = Stopwatch.GetTimestamp();
Run("CREATE TEMP TABLE many_scores AS SELECT * FROM mlops.credit_v1('many')");
TimeSpan taken = Stopwatch.GetElapsedTime(started);
long rows = Count("many_scores");
Console.WriteLine(string.Create(
    CultureInfo.InvariantCulture, $"{rows:N0} rows scored in the database in {taken.TotalSeconds:0.00} s: {rows / taken.TotalSeconds:N0} rows per second"));
return 0;

void Run(string statements)
{
    using DuckDBCommand command = connection.CreateCommand();
    command.CommandText = statements;
    command.ExecuteNonQuery();
}

long Count(string table)
{
    using DuckDBCommand command = connection.CreateCommand();
    command.CommandText = $"SELECT count(*) FROM {table}";
    return (long)command.ExecuteScalar()!;
}

void Show(string query)
{
    using DuckDBCommand command = connection.CreateCommand();
    command.CommandText = query;
    using DuckDBDataReader reader = command.ExecuteReader();
    Console.WriteLine(string.Concat(Enumerable.Range(0, reader.FieldCount).Select(i => $"  {reader.GetName(i),-16}")).TrimEnd());
    while (reader.Read())
    {
        Console.WriteLine(string.Concat(
            Enumerable.Range(0, reader.FieldCount).Select(i => string.Create(CultureInfo.InvariantCulture, $"  {reader.GetValue(i),-16}"))).TrimEnd());
    }
}

static string Text(string value) => $"'{value.Replace("'", "''", StringComparison.Ordinal)}'";

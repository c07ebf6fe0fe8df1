using System.Globalization;
using Microsoft.Data.Sqlite;

namespace Retrain;

/// <summary>The table of scored customers, in a SQLite file.</summary>
/// <param name="file">The file, as a path or a connection string.</param>
internal sealed class Shop(string file)
{
    private const int RowsPerDay = 100;
    private const int Days = 90;

    // From here on it is the flat plan that people leave, not the waiting on the telephone.
    private static readonly DateTime Change = new(2026, 2, 10);

    /// <summary>Makes the table: ninety days of customers, with what became of them.</summary>
    public void Seed()
    {
        using SqliteConnection connection = Open();
        using SqliteTransaction transaction = connection.BeginTransaction();
        Run(connection, "CREATE TABLE scored (id INTEGER PRIMARY KEY, scored_at TEXT, tenure REAL, calls REAL, plan TEXT, score REAL, left_us INTEGER)");
        var random = new Random(7);
        using SqliteCommand insert = connection.CreateCommand();
        insert.CommandText = "INSERT INTO scored (scored_at, tenure, calls, plan, left_us) VALUES ($at, $tenure, $calls, $plan, $left)";
        foreach (string name in (string[])["$at", "$tenure", "$calls", "$plan", "$left"])
        {
            insert.Parameters.Add(new SqliteParameter { ParameterName = name });
        }

        for (int i = 0; i < Days * RowsPerDay; i++)
        {
            DateTime at = new DateTime(2026, 1, 1).AddDays(i / RowsPerDay).AddMinutes(i % RowsPerDay);
            (double tenure, double calls, bool isFlat) = (random.Next(1, 120), random.Next(10), random.Next(2) == 0);
            double worth = at < Change ? (calls - 5) / 1.5 - (tenure / 60) : (isFlat ? 3 : -1) - (tenure / 60);
            object[] values = [at.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture), tenure, calls, isFlat ? "flat" : "metered", random.NextDouble() < 1 / (1 + Math.Exp(-worth)) ? 1 : 0];
            for (int k = 0; k < values.Length; k++)
            {
                insert.Parameters[k].Value = values[k];
            }

            insert.ExecuteNonQuery();
        }

        transaction.Commit();
    }

    /// <summary>Customers with their number, in the order of their scores.</summary>
    /// <param name="table">The table, as <c>MLOPS_RETRAIN_TABLE</c> names it.</param>
    /// <param name="timeColumn">Its column of times.</param>
    /// <param name="outcome">Its column of outcomes; rows without one are left out.</param>
    /// <param name="to">Before which time.</param>
    public List<(long Id, Customer Customer)> Read(string table, string timeColumn, string outcome, string to)
    {
        using SqliteConnection connection = Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = $"SELECT id, tenure, calls, plan, {Quoted(outcome)} FROM {Quoted(table)} WHERE {Quoted(timeColumn)} < $to AND {Quoted(outcome)} IS NOT NULL ORDER BY id";
        command.Parameters.AddWithValue("$to", to.Replace('T', ' '));
        using SqliteDataReader reader = command.ExecuteReader();
        var rows = new List<(long, Customer)>();
        while (reader.Read())
        {
            rows.Add((reader.GetInt64(0), new Customer { Tenure = reader.GetFloat(1), Calls = reader.GetFloat(2), Plan = reader.GetString(3), HasLeft = reader.GetInt64(4) == 1 }));
        }

        return rows;
    }

    /// <summary>Writes scores beside the customers.</summary>
    /// <param name="scores">A score by number.</param>
    public void Write(IEnumerable<(long Id, double Score)> scores)
    {
        using SqliteConnection connection = Open();
        using SqliteTransaction transaction = connection.BeginTransaction();
        using SqliteCommand update = connection.CreateCommand();
        update.CommandText = "UPDATE scored SET score = $score WHERE id = $id";
        update.Parameters.Add(new SqliteParameter { ParameterName = "$score" });
        update.Parameters.Add(new SqliteParameter { ParameterName = "$id" });
        foreach ((long id, double score) in scores)
        {
            update.Parameters[0].Value = score;
            update.Parameters[1].Value = id;
            update.ExecuteNonQuery();
        }

        transaction.Commit();
    }

    private SqliteConnection Open()
    {
        var connection = new SqliteConnection(file.Contains('=', StringComparison.Ordinal) ? file : $"Data Source={file}");
        connection.Open();
        return connection;
    }

    private static void Run(SqliteConnection connection, string statement)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = statement;
        command.ExecuteNonQuery();
    }

    private static string Quoted(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}

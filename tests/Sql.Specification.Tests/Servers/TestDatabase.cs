namespace MlOps.Codegen.Sql.Specification.Servers;

/// <summary>An empty database of a test server; disposing drops it.</summary>
public sealed class TestDatabase : IDisposable
{
    private readonly Action drop;

    internal TestDatabase(string name, string connectionString, Action drop)
    {
        Name = name;
        ConnectionString = connectionString;
        this.drop = drop;
    }

    /// <summary>Its name on the server.</summary>
    public string Name { get; }

    /// <summary>Connects to this database.</summary>
    public string ConnectionString { get; }

    /// <summary>Drops the database, whoever is still connected.</summary>
    public void Dispose() => drop();

    /// <summary>A name that no other test run on the same server takes.</summary>
    internal static string NewName() => "mlops_test_" + Guid.NewGuid().ToString("N");
}

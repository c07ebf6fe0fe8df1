using System.Data.Common;
using MlOps.Codegen.Registry.Life;
using MlOps.Codegen.Registry.Versions;

namespace MlOps.Codegen.Registry.Tests.Engines;

/// <summary>A registry of its own, and a way into its database past the tool; disposing deletes it.</summary>
/// <param name="location">Where it is.</param>
/// <param name="connect">Opens a connection to its database.</param>
/// <param name="dispose">Deletes it.</param>
internal sealed class TestRegistry(string location, Func<DbConnection> connect, Action dispose) : IDisposable
{
    public static Change Ann { get; } = new("ann", "because ann says so");

    public static Change Bob { get; } = new("bob", "because bob says so");

    public string Location => location;

    public ModelRegistry Registry { get; } = ModelRegistry.At(location);

    public void Dispose() => dispose();

    /// <summary>Runs a statement as a person with direct access would.</summary>
    public int Execute(string statement)
    {
        using DbConnection connection = connect();
        using DbCommand command = connection.CreateCommand();
        command.CommandText = statement;
        return command.ExecuteNonQuery();
    }

    /// <summary>Reads a value as a person with direct access would.</summary>
    public object? Scalar(string query)
    {
        using DbConnection connection = connect();
        using DbCommand command = connection.CreateCommand();
        command.CommandText = query;
        return command.ExecuteScalar();
    }

    /// <summary>Registers a version of a model, as ann.</summary>
    public VersionReference Register(string model = "churn", string source = "<PMML/>") =>
        Registry.Register(Registrations.Of(model, source), Ann).Version;

    /// <summary>Registers a version and brings it as far as waiting for approval.</summary>
    public VersionReference Submit(string model = "churn", string source = "<PMML/>")
    {
        VersionReference version = Register(model, source);
        Registry.Validate(version, Registrations.Certificate(source), Ann);
        Registry.Submit(version, Ann);
        return version;
    }

    /// <summary>Registers a version and has bob approve it.</summary>
    public VersionReference Approve(string model = "churn", string source = "<PMML/>")
    {
        VersionReference version = Submit(model, source);
        Assert.Equal(VersionState.Approved, Registry.Approve(version, "risk officer", Bob));
        return version;
    }
}

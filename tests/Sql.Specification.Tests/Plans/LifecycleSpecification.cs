using System.Data.Common;
using System.Globalization;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Expressions;
using MlOps.Codegen.Plan.Targets;
using MlOps.Codegen.Sql.Dialects;
using MlOps.Codegen.Sql.Scripts;
using MlOps.Codegen.Sql.Specification.Comparison;

namespace MlOps.Codegen.Sql.Specification.Plans;

/// <summary>Versions come, answer, are taken back and leave, by the scripts alone.</summary>
public abstract class LifecycleSpecification<TFixture>(TFixture fixture) : IClassFixture<TFixture>
    where TFixture : SqlFixture
{
    private static readonly GenerationOptions First = new("churn's \"model\" $mlops$", Schema: "scoring schema", SourceTable: "some rows", Key: "id", Fallback: new Dictionary<string, Scalar> { ["upper"] = Scalar.FromText("n'one") });
    private static readonly GenerationOptions Second = First with { Version = 2 };

    private SqlDialect Dialect => fixture.Target.Dialect;

    [SkippableFact]
    public void The_stable_name_follows_upgrades_and_rollbacks_and_nothing_is_left_behind()
    {
        using DbConnection connection = fixture.Connect();
        Dictionary<string, string> first = Scripts(First, factor: 10);
        Dictionary<string, string> second = Scripts(Second, factor: 100);
        CreateTable(connection);
        string[] found = Catalogue(connection);

        Twice(connection, first["install.sql"]);
        Twice(connection, first["upgrade.sql"]);
        Assert.Equal(["1: 15 A", "2: 20 B"], Scores(connection));

        Twice(connection, second["install.sql"]);
        Assert.Equal(["1: 15 A", "2: 20 B"], Scores(connection));
        Twice(connection, second["upgrade.sql"]);
        Assert.Equal(["1: 150 A", "2: 200 B"], Scores(connection));

        Twice(connection, second["disable.sql"]);
        Assert.Equal(["1:  n'one", "2:  n'one"], Scores(connection));
        Twice(connection, second["upgrade.sql"]);
        Assert.Equal(["1: 150 A", "2: 200 B"], Scores(connection));

        Twice(connection, second["rollback.sql"]);
        Assert.Equal(["1: 15 A", "2: 20 B"], Scores(connection));
        Twice(connection, second["uninstall.sql"]);
        Assert.Equal(["1: 15 A", "2: 20 B"], Scores(connection));

        Twice(connection, first["rollback.sql"]);
        Twice(connection, first["uninstall.sql"]);
        Assert.Equal(found, Catalogue(connection));
    }

    [SkippableFact]
    public void A_version_that_is_not_installed_does_not_come_to_answer()
    {
        using DbConnection connection = fixture.Connect();
        Dictionary<string, string> first = Scripts(First, factor: 10);
        CreateTable(connection);
        fixture.Execute(connection, first["install.sql"]);
        fixture.Execute(connection, first["upgrade.sql"]);
        Assert.ThrowsAny<DbException>(() => fixture.Execute(connection, Scripts(Second, factor: 100)["upgrade.sql"]));
        fixture.AfterError(connection);
        Assert.Equal(["1: 15 A", "2: 20 B"], Scores(connection));
    }

    [SkippableFact]
    public void Names_that_the_engine_would_cut_keep_versions_apart()
    {
        using DbConnection connection = fixture.Connect();
        var options = new GenerationOptions(new string('n', 120), Schema: "scoring schema", SourceTable: "some rows", Key: "id");
        CreateTable(connection);
        foreach ((GenerationOptions version, int factor) in new[] { (options, 10), (options with { Version = 2 }, 100) })
        {
            Dictionary<string, string> scripts = Scripts(version, factor);
            fixture.Execute(connection, scripts["install.sql"]);
            fixture.Execute(connection, scripts["upgrade.sql"]);
        }

        Assert.Equal(["1: 150 A", "2: 200 B"], Scores(connection, options));
    }

    private Dictionary<string, string> Scripts(GenerationOptions options, double factor)
    {
        var builder = new PlanBuilder();
        Expression x = new ValueReference(builder.AddInput(new FieldSchema("x", DataType.Double), Origin.None));
        Expression text = new ValueReference(builder.AddInput(new FieldSchema("te\"]xt", DataType.String), Origin.None));
        builder.AddOutput(new FieldSchema("score", DataType.Double), Build.Multiply(x, Build.Number(factor)), Origin.None);
        builder.AddOutput(new FieldSchema("upper", DataType.String), Build.Call(ScalarFunction.Upper, text), Origin.None);
        return fixture.Target.Generate(builder.Build("life"), options).ToDictionary(file => file.Path, file => file.Content);
    }

    private void CreateTable(DbConnection connection)
    {
        string table = Dialect.Quote(First.SourceTable!);
        string[] columns = [$"{Dialect.Quote("id")} {Dialect.TypeName(DataType.Integer)}", $"{Dialect.Quote("x")} {Dialect.TypeName(DataType.Double)}", $"{Dialect.Quote("te\"]xt")} {Dialect.TypeName(DataType.String)}"];
        fixture.Execute(connection, $"CREATE TABLE {table} ({string.Join(", ", columns)})");
        fixture.Execute(connection, $"INSERT INTO {table} VALUES (1, 1.5, 'a'), (2, 2, 'b')");
    }

    private void Twice(DbConnection connection, string script)
    {
        fixture.Execute(connection, script);
        fixture.Execute(connection, script);
    }

    private string[] Scores(DbConnection connection, GenerationOptions? options = null) => Read(
        connection,
        $"SELECT * FROM {new ScriptNames(Dialect, options ?? First).Stable} ORDER BY 1",
        reader => string.Create(CultureInfo.InvariantCulture, $"{reader.GetValue(0)}: {reader.GetValue(1)} {reader.GetValue(2)}"));

    private string[] Catalogue(DbConnection connection) => Read(connection, fixture.Catalogue, reader => reader.GetString(0));

    private static string[] Read(DbConnection connection, string query, Func<DbDataReader, string> read)
    {
        using DbCommand command = connection.CreateCommand();
        command.CommandText = query;
        using DbDataReader reader = command.ExecuteReader();
        var rows = new List<string>();
        while (reader.Read())
        {
            rows.Add(read(reader));
        }

        return [.. rows];
    }
}

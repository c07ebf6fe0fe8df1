using System.Data.Common;
using System.Globalization;
using MlOps.Codegen.Deployment.Engines;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Expressions;
using MlOps.Codegen.Plan.Relations;
using MlOps.Codegen.Plan.Targets;
using MlOps.Codegen.Plan.Text;
using MlOps.Codegen.Sql.Dialects;
using MlOps.Codegen.Sql.Scripts;
using MlOps.Codegen.Sql.Specification.Comparison;
using MlOps.Codegen.Testing;
using MlOps.Codegen.Testing.Relations;
using Snapshooter;

namespace MlOps.Codegen.Sql.Specification.Relations;

/// <summary>The scripts for features, run as a database administrator runs them.</summary>
public abstract class FeatureScriptsSpecification<TFixture>(TFixture fixture) : IClassFixture<TFixture>
    where TFixture : SqlFixture
{
    private static readonly GenerationOptions Named = new("tele phony", Version: 2, Schema: "scoring schema");

    private SqlDialect Dialect => fixture.Target.Dialect;

    [SkippableFact]
    public void Installed_features_are_the_reference_evaluators()
    {
        RelationalPlan plan = Telephony.Everything();
        var tables = RelationalAgreement.Held(fixture, Telephony.Rows(seed: 7, accounts: 8, calls: 120));
        Assert.Empty(fixture.Target.CheckFeatures(plan));
        GenerationOptions options = fixture.Target.OverFeatures(plan, Named);
        IReadOnlyDictionary<string, string> files = fixture.Target.GenerateFeatures(plan, options).ToDictionary(file => file.Path, file => file.Content);
        using DbConnection connection = fixture.Connect();
        foreach (Relation relation in plan.Relations)
        {
            CreateTable(connection, relation, tables[relation.Name]);
        }

        string[] before = ResultText.Rows(connection, fixture.Catalogue);
        fixture.Execute(connection, files["features.sql"]);
        fixture.Execute(connection, files["features.sql"]);
        var names = new FeatureNames(Dialect, options);
        var reference = new RelationalEvaluator(plan, tables);
        foreach (DateTime asOf in Telephony.Times)
        {
            string constant = RelationalAgreement.Constant(fixture, asOf);
            Assert.Equal(
                Shown(plan, tables, reference.Features(asOf), [.. plan.Scoring.Inputs.Select(input => new FieldSchema(input.Schema.Name, input.Value.Type))]),
                Read(connection, fixture.FeaturesAt(connection, names, names.Features, constant), [.. plan.Scoring.Inputs.Select(input => new FieldSchema(input.Schema.Name, input.Value.Type))]));
            FieldSchema[] outputs = [.. plan.Scoring.Outputs.Select(output => new FieldSchema(output.Schema.Name, output.Value.Type))];
            Assert.Equal(
                Shown(plan, tables, reference.Score(asOf), outputs),
                Read(connection, fixture.FeaturesAt(connection, names, names.Scores, constant), outputs));
        }

        // Whatever scores a table scores the features at the current time, at which all rows are known.
        IReadOnlyDictionary<string, string> scoring = fixture.Target.Generate(plan.Scoring, options).ToDictionary(file => file.Path, file => file.Content);
        fixture.Execute(connection, scoring["install.sql"]);
        Assert.Equal(tables[plan.Root].Count, ResultText.Rows(connection, scoring["score.sql"].Trim().TrimEnd(';')).Length);
        fixture.Execute(connection, files["score.sql"]);
        fixture.Execute(connection, scoring["uninstall.sql"]);
        fixture.Execute(connection, files["features_uninstall.sql"]);
        fixture.Execute(connection, files["features_uninstall.sql"]);
        Assert.Equal(before, ResultText.Rows(connection, fixture.Catalogue));
    }

    [SkippableFact]
    public void Scripts_for_features_read_well()
    {
        RelationalPlan plan = Telephony.Usage();
        foreach (GeneratedFile file in fixture.Target.GenerateFeatures(plan, fixture.Target.OverFeatures(plan, new GenerationOptions("usage"))))
        {
            Golden.Match(file.Content, new SnapshotFullName($"usage_{file.Path}", fixture.SnapshotFolder));
        }
    }

    private void CreateTable(DbConnection connection, Relation relation, IReadOnlyList<Scalar[]> rows)
    {
        string table = Dialect.Quote(relation.Table[0]);
        fixture.Execute(connection, $"CREATE TABLE {table} ({string.Join(", ", relation.Columns.Select(column => $"{Dialect.Quote(column.Name)} {Dialect.TypeName(column.Type)}"))})");
        foreach (Scalar[] row in rows)
        {
            fixture.Execute(connection, $"INSERT INTO {table} VALUES ({string.Join(", ", row.Select((value, i) => Constant(value, relation.Columns[i].Type)))})");
        }
    }

    private string Constant(Scalar value, DataType type) => value.IsMissing ? Dialect.MissingLiteral(type) : type switch
    {
        DataType.Boolean => value.Boolean ? Dialect.True : Dialect.False,
        DataType.Integer => Dialect.IntegerLiteral(value.Integer),
        DataType.Double => Dialect.DoubleLiteral(value.Double),
        DataType.String => Dialect.TextLiteral(value.Text),
        _ => Dialect.CalendarLiteral(CalendarText.Iso(value.Integer, type).Replace('T', ' '), type),
    };

    // The key first: it tells rows apart.
    private static string[] Shown(
        RelationalPlan plan, Dictionary<string, IReadOnlyList<Scalar[]>> tables, IReadOnlyList<Scalar[]> rows, FieldSchema[] columns) =>
        [.. rows.Select((row, i) => string.Join('|', row.Select((value, column) => Text(value, columns[column].Type)).Prepend(tables[plan.Root][i][0].ToString()))).Order(StringComparer.Ordinal)];

    private static string[] Read(DbConnection connection, string query, FieldSchema[] columns)
    {
        using DbCommand command = connection.CreateCommand();
        command.CommandText = query;
        using DbDataReader reader = command.ExecuteReader();
        var rows = new List<string>();
        Dictionary<string, int> positions = Enumerable.Range(0, reader.FieldCount).ToDictionary(reader.GetName, i => i);
        while (reader.Read())
        {
            IEnumerable<string> values = columns.Select(column => Text(
                ClrValues.Unbox(ResultReader.Normalize(reader.IsDBNull(positions[column.Name]) ? null : reader.GetValue(positions[column.Name]), column.Type)), column.Type));
            rows.Add(string.Join('|', values.Prepend(Convert.ToString(reader.GetValue(positions["account_id"]), CultureInfo.InvariantCulture)!)));
        }

        return [.. rows.Order(StringComparer.Ordinal)];
    }

    private static string Text(Scalar value, DataType type) => value.IsMissing ? "" : $"{type}:{value}";
}

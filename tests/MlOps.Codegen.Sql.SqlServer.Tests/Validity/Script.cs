using Microsoft.SqlServer.Dac.Model;
using Microsoft.SqlServer.TransactSql.ScriptDom;
using MlOps.Codegen.Deployment.Engines;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Passes;
using MlOps.Codegen.Plan.Relations;
using MlOps.Codegen.Plan.Targets;
using MlOps.Codegen.Sql.Scripts;

namespace MlOps.Codegen.Sql.SqlServer.Tests.Validity;

/// <summary>What Microsoft's own parser and schema model say of a generated script.</summary>
internal static class Script
{
    private static readonly SqlServerTarget Target = new();

    /// <summary>The scripts of a plan, by their file name.</summary>
    public static IReadOnlyDictionary<string, string> Of(ScoringPlan plan)
    {
        Assert.Empty(Target.Check(plan));
        return Target.Generate(plan, new GenerationOptions(plan.Name, SourceSchema: "dbo", SourceTable: "source rows", Key: "row key"))
            .ToDictionary(file => file.Path, file => file.Content);
    }

    /// <summary>A random plan with those of its outputs that SQL Server can compute exactly: most.</summary>
    public static ScoringPlan Supported(ScoringPlan plan)
    {
        ScoringPlan supported = plan with { Outputs = [.. plan.Outputs.Where(output => Target.Check(Pruned(plan with { Outputs = [output] })).IsEmpty)] };
        Assert.InRange(supported.Outputs.Length, plan.Outputs.Length / 3, plan.Outputs.Length);
        return supported;
    }

    private static ScoringPlan Pruned(ScoringPlan plan) => PlanPasses.Run(
        plan, new PassOptions([.. PlanPasses.InOrder.Select(pass => pass.Name).Where(name => name != "prune-unused")]));

    /// <summary>Parses a script, which must be free of errors.</summary>
    public static TSqlFragment Parse(string script)
    {
        TSqlFragment fragment = new TSql160Parser(initialQuotedIdentifiers: true).Parse(new StringReader(script), out IList<ParseError> errors);
        Assert.True(errors.Count == 0, string.Join('\n', errors.Select(error => $"({error.Line},{error.Column}) {error.Message}")) + "\n" + script);
        return fragment;
    }

    /// <summary>
    /// Adds what the scripts of a plan create, and the source table, to a schema model, which resolves every name, and asserts that it
    /// has nothing to say.
    /// </summary>
    public static void AssertResolved(ScoringPlan plan)
    {
        IReadOnlyDictionary<string, string> scripts = Of(plan);
        Assert.All(scripts.Values, script => Parse(script));
        AssertResolved(plan, scripts, "upgrade.sql");
        AssertResolved(plan, scripts, "disable.sql");
    }

    private static void AssertResolved(ScoringPlan plan, IReadOnlyDictionary<string, string> scripts, string answering)
    {
        using var model = new TSqlModel(SqlServerVersion.Sql140, new TSqlModelOptions());
        IEnumerable<string> columns = plan.Inputs.Select(input => $"[{input.Schema.Name.Replace("]", "]]", StringComparison.Ordinal)}] {TypeName(input.Value.Type)} NULL");
        model.AddObjects($"CREATE TABLE [dbo].[source rows] ({string.Join(", ", columns.Prepend("[row key] bigint NOT NULL"))})");
        model.AddObjects("CREATE SCHEMA [mlops]");
        foreach (string statement in Declarations(scripts["install.sql"]).Concat(Declarations(scripts[answering])))
        {
            model.AddObjects(statement);
        }

        AddBatches(model, plan, scripts["batch.sql"]);
        model.AddObjects($"CREATE VIEW [dbo].[scores] AS {scripts["score.sql"]}");
        IList<DacModelMessage> messages = model.Validate();
        Assert.True(messages.Count == 0, string.Join('\n', messages.Select(message => message.Message)) + "\n" + scripts["install.sql"]);
    }

    /// <summary>Adds what the scripts for features create, and the tables that they read, to a schema model, which resolves every name.</summary>
    public static void AssertResolved(RelationalPlan plan)
    {
        Assert.Empty(Target.CheckFeatures(plan));
        GenerationOptions options = Target.OverFeatures(plan, new GenerationOptions(plan.Scoring.Name));
        Dictionary<string, string> scripts = Target.Generate(plan.Scoring, options).ToDictionary(file => file.Path, file => file.Content);
        foreach (GeneratedFile file in Target.GenerateFeatures(plan, options))
        {
            scripts[file.Path] = file.Content;
        }

        Assert.All(scripts.Values, script => Parse(script));
        using var model = new TSqlModel(SqlServerVersion.Sql140, new TSqlModelOptions());
        model.AddObjects("CREATE SCHEMA [mlops]");
        foreach (string schema in plan.Relations.Where(relation => relation.Table.Length > 1).Select(relation => relation.Table[0]).Distinct())
        {
            model.AddObjects($"CREATE SCHEMA [{schema}]");
        }

        foreach (Relation relation in plan.Relations)
        {
            string table = relation.Table.Length > 1 ? $"[{relation.Table[0]}].[{relation.Table[1]}]" : $"[dbo].[{relation.Table[0]}]";
            model.AddObjects($"CREATE TABLE {table} ({string.Join(", ", relation.Columns.Select(column => $"[{column.Name}] {TypeName(column.Type)} NULL"))})");
        }

        foreach (string statement in Declarations(scripts["features.sql"]).Concat(Declarations(scripts["install.sql"])).Concat(Declarations(scripts["upgrade.sql"])))
        {
            model.AddObjects(statement);
        }

        model.AddObjects($"CREATE VIEW [dbo].[scores] AS {scripts["score.sql"]}");
        IList<DacModelMessage> messages = model.Validate();
        Assert.True(messages.Count == 0, string.Join('\n', messages.Select(message => message.Message)) + "\n" + scripts["features.sql"]);
    }

    // The server's own procedures, which a schema model does not know.
    private static readonly string[] System =
    [
        "CREATE PROCEDURE [dbo].[sp_executesql] (@statement nvarchar(max), @parameters nvarchar(max), @scored bigint = NULL OUTPUT, @low nvarchar(100) = NULL, @high nvarchar(100) = NULL, @size int = NULL, @run bigint = NULL, @version int = NULL) AS RETURN 0",
        "CREATE PROCEDURE [dbo].[sp_getapplock] (@Resource nvarchar(255), @LockMode nvarchar(32), @LockOwner nvarchar(32), @LockTimeout int) AS RETURN 0",
        "CREATE PROCEDURE [dbo].[sp_releaseapplock] (@Resource nvarchar(255), @LockOwner nvarchar(32)) AS RETURN 0",
    ];

    // The model takes no table that a query makes: it is declared as that query would.
    private static void AddBatches(TSqlModel model, ScoringPlan plan, string batch)
    {
        var options = new GenerationOptions(plan.Name, SourceSchema: "dbo", SourceTable: "source rows", Key: "row key");
        var names = new ScriptNames(Target.Dialect, options);
        IReadOnlyList<string> columns = names.ScoreColumnsOf(Target.Query(plan, options));
        IEnumerable<string> outputs = plan.Outputs.Zip(columns.Skip(2), (output, column) => $"{column} {TypeName(output.Value.Type)} NULL");
        model.AddObjects($"CREATE TABLE {names.Scores} ({columns[0]} bigint NOT NULL, {columns[1]} bigint NOT NULL, {string.Join(", ", outputs)}, {columns[^1]} int NOT NULL)");
        foreach (string part in TransactSqlBatches.Split(batch).Where(part => part.Contains("CREATE TABLE", StringComparison.Ordinal)))
        {
            model.AddObjects(part[part.IndexOf("CREATE TABLE", StringComparison.Ordinal)..]);
        }

        foreach (string statement in System.Concat(Declarations(batch)))
        {
            model.AddObjects(statement);
        }
    }

    // A schema model takes declarations: no settings, no conditional statements, nothing altered.
    private static IEnumerable<string> Declarations(string script) => TransactSqlBatches.Split(script)
        .Where(batch => batch.Contains("CREATE OR ALTER ", StringComparison.Ordinal))
        .Select(batch => batch.Replace("CREATE OR ALTER ", "CREATE ", StringComparison.Ordinal));

    private static string TypeName(DataType type) => type switch
    {
        DataType.Boolean => "bit",
        DataType.Integer => "bigint",
        DataType.Double => "float",
        DataType.String => "nvarchar(100)",
        DataType.Date => "date",
        DataType.Time => "time",
        DataType.DateTime => "datetime2",
        _ => throw new InvalidOperationException($"unknown type {type}"),
    };
}

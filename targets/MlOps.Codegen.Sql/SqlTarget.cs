using System.Collections.Immutable;
using MlOps.Codegen.Diagnostics;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Expressions;
using MlOps.Codegen.Plan.Targets;
using MlOps.Codegen.Sql.Dialects;
using MlOps.Codegen.Sql.Generation;
using MlOps.Codegen.Sql.Printing;
using Scriban;
using Scriban.Runtime;

namespace MlOps.Codegen.Sql;

/// <summary>A database as a target: what all engines share. Each engine derives from it.</summary>
/// <remarks>
/// Files: <c>install.sql</c>, which creates the versioned scoring object and may be run again; and, where a table to score is
/// named, <c>score.sql</c>, a query over it that needs no more than what <c>install.sql</c> created.
/// </remarks>
public abstract class SqlTarget : ITarget
{
    /// <summary>The script that creates the scoring object.</summary>
    public const string InstallFile = "install.sql";

    /// <summary>The query that scores a named table.</summary>
    public const string ScoreFile = "score.sql";

    /// <inheritdoc/>
    public abstract string Name { get; }

    /// <summary>How the engine's SQL differs.</summary>
    protected abstract SqlDialect Dialect { get; }

    /// <inheritdoc/>
    public ImmutableArray<Diagnostic> Check(ScoringPlan plan)
    {
        ScoringQuery query = QueryLayout.Arrange(plan, Dialect);
        return new PlanCheck(Dialect).Run(query, () => Print(query, TableSource(query, "x", "x", null)));
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException"><see cref="Check"/> has something against the plan.</exception>
    public ImmutableArray<GeneratedFile> Generate(ScoringPlan plan, GenerationOptions options)
    {
        ScoringQuery query = QueryLayout.Arrange(plan, Dialect);
        string? score = options.SourceTable is null
            ? null
            : Print(query, TableSource(query, options.SourceSchema, options.SourceTable, options.Key), ShowKey(options.Key));
        ImmutableArray<Diagnostic> against = new PlanCheck(Dialect).Run(query, () => score ?? "");
        if (!against.IsEmpty)
        {
            throw new InvalidOperationException($"the plan cannot run on {Name}: {against[0].Message}");
        }

        var files = ImmutableArray.CreateBuilder<GeneratedFile>();
        files.Add(new GeneratedFile(InstallFile, Script(InstallFile, InstallModel(query, options))));
        if (score is not null)
        {
            ScriptObject model = CommonModel(query, options);
            model["query"] = score;
            model["key"] = options.Key is null ? null : Dialect.Quote(options.Key);
            files.Add(new GeneratedFile(ScoreFile, Script(ScoreFile, model)));
        }

        return files.ToImmutable();
    }

    /// <summary>What a source table's columns are called, per input of the plan, before quoting: the inputs' names as far as the engine can tell them apart.</summary>
    /// <param name="plan">The plan.</param>
    public ImmutableArray<string> InputColumns(ScoringPlan plan) =>
        QueryLayout.Identifiers(plan.Inputs.Select(input => input.Schema.Name), Dialect);

    /// <summary>What a scored row's columns are called, per output of the plan, before quoting.</summary>
    /// <param name="plan">The plan.</param>
    public ImmutableArray<string> OutputColumns(ScoringPlan plan) =>
        QueryLayout.Identifiers(plan.Outputs.Select(output => output.Schema.Name), Dialect);

    /// <summary>What the install script's template is filled with; engines add what theirs needs.</summary>
    private protected virtual ScriptObject InstallModel(ScoringQuery query, GenerationOptions options) => CommonModel(query, options);

    /// <summary>A relation's name, quoted.</summary>
    private protected virtual string Relation(string? schema, string table) =>
        schema is null ? Dialect.Quote(table) : $"{Dialect.Quote(schema)}.{Dialect.Quote(table)}";

    private protected string Print(ScoringQuery query, RowSource source, ShowPassed? show = null, int indent = 0) =>
        new ScoringQueryPrinter(Dialect, query).Print(source, indent, show);

    // Inside the query the key may have had to step aside for a value of the same name.
    private protected ShowPassed? ShowKey(string? key) =>
        key is null ? null : column => column == Dialect.Quote(key) ? column : $"{column} AS {Dialect.Quote(key)}";

    private protected RowSource TableSource(ScoringQuery query, string? schema, string table, string? key) => new(
        $"{Relation(schema, table)} AS src",
        i => $"src.{Dialect.Quote(query.InputColumns[i])}",
        key is null ? [] : [($"src.{Dialect.Quote(key)}", key)]);

    private protected ScriptObject CommonModel(ScoringQuery query, GenerationOptions options)
    {
        Expression[] nodes = [.. query.Stages
            .SelectMany(stage => stage.Definitions)
            .SelectMany(definition => PlanCheck.Nodes(definition.Expression))];
        return new ScriptObject
        {
            ["name"] = SqlComment.Neutral(options.Name),
            ["version"] = options.Version,
            ["model"] = SqlComment.Neutral(query.Plan.Name),
            ["generator"] = typeof(SqlTarget).Assembly.GetName().Version!.ToString(3),
            ["schema"] = Dialect.Quote(options.Schema),
            ["support"] = Dialect.SupportFunctions(Dialect.Quote(options.Schema), nodes),
            ["inputs"] = query.Plan.Inputs.Select((input, i) => Column(input.Schema, input.Value, query.InputColumns[i])).ToArray(),
            ["outputs"] = query.Plan.Outputs.Select((output, i) => Column(output.Schema, output.Value, query.OutputColumns[i])).ToArray(),
        };
    }

    // Templates stand beside the class of the engine, as resources.
    private string Script(string file, ScriptObject model)
    {
        System.Reflection.Assembly assembly = GetType().Assembly;
        string resource = assembly.GetManifestResourceNames().First(name => name.EndsWith($".{file}.scriban", StringComparison.Ordinal));
        using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
        Template template = Template.Parse(reader.ReadToEnd(), resource);
        var context = new TemplateContext { LoopLimit = int.MaxValue, LimitToString = int.MaxValue, NewLine = "\n" };
        context.PushGlobal(model);
        return template.Render(context);
    }

    private ScriptObject Column(FieldSchema schema, PlanValue value, string column) => new()
    {
        ["column"] = Dialect.Quote(column),
        ["type"] = Dialect.TypeName(schema.Type),
        ["value_type"] = Dialect.TypeName(value.Type),
        ["comment"] = SqlComment.Neutral(schema.Name),
    };
}

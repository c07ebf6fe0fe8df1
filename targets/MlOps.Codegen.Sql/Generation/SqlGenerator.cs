using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Kernels;
using MlOps.Codegen.Plan.Targets;
using MlOps.Codegen.Sql.Dialects;
using MlOps.Codegen.Sql.Printing;

namespace MlOps.Codegen.Sql.Generation;

/// <summary>Writes a plan as a query of stages: each a common table expression that adds its values to those still needed.</summary>
public sealed class SqlGenerator
{
    private const string InputStage = "input_row";

    private readonly SqlDialect dialect;
    private readonly ScoringPlan plan;
    private readonly Dictionary<PlanValue, string> identifiers = [];
    private readonly SqlExpressionPrinter printer;
    private readonly GenerationOptions options;

    /// <summary>Prepares the query of a plan.</summary>
    /// <param name="plan">A plan that the dialect's target has nothing against.</param>
    /// <param name="dialect">The engine's dialect.</param>
    /// <param name="options">What to call things.</param>
    public SqlGenerator(ScoringPlan plan, SqlDialect dialect, GenerationOptions options)
    {
        this.dialect = dialect;
        this.options = options;
        this.plan = Prepare(plan, dialect);
        var taken = new HashSet<string>(StringComparer.OrdinalIgnoreCase) { "mlops_row", options.Key ?? "mlops_row" };
        foreach (PlanValue value in this.plan.Inputs.Select(input => input.Value)
            .Concat(this.plan.Definitions.SelectMany(definition => definition.Values)))
        {
            identifiers.Add(value, dialect.Identifier(value.Name, taken));
        }

        printer = new SqlExpressionPrinter(dialect, identifiers.ToDictionary(pair => pair.Key, pair => dialect.Quote(pair.Value)));
        Inputs = [.. plan.Inputs.Select(input => new QueryColumn(input.Schema.Name, input.Schema.Name, input.Schema.Type, input.Value.Type))];
        var outputNames = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        Outputs = [.. plan.Outputs.Select(output => new QueryColumn(
            output.Schema.Name, dialect.Identifier(output.Schema.Name, outputNames), output.Schema.Type, output.Value.Type))];
    }

    /// <summary>The source columns.</summary>
    public ImmutableArray<QueryColumn> Inputs { get; }

    /// <summary>The output columns.</summary>
    public ImmutableArray<QueryColumn> Outputs { get; }

    /// <summary>The plan with its kernels expanded and guarded operands named: what is printed.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="dialect">The engine's dialect.</param>
    public static ScoringPlan Prepare(ScoringPlan plan, SqlDialect dialect)
    {
        ScoringPlan expanded = KernelExpansion.ExpandAll(plan, dialect.Limits);
        return CaseLimits.Run(GuardHoisting.Run(DialectRewriting.Run(expanded, dialect), dialect), dialect);
    }

    /// <summary>What the install script makes an object of.</summary>
    public ScoringQuery Query => new(options, Inputs, Outputs, Select);

    /// <summary>The query.</summary>
    /// <param name="source">Where it reads.</param>
    public string Select(QuerySource source)
    {
        if (dialect.StageShape == StageShape.Applies)
        {
            return new ApplyQuery(plan, dialect, printer, identifiers, Inputs, Outputs).Select(source);
        }

        List<HashSet<PlanValue>> needed = NeededAfterStages();
        var text = new StringBuilder();
        text.Append("WITH ").Append(InputStage).Append(" AS ").Append(dialect.StageModifier).Append("(\n");
        WriteInputStage(source, needed[0], text);
        string previous = InputStage;
        for (int i = 0; i < plan.Stages.Length; i++)
        {
            text.Append(",\n").Append(plan.Stages[i].Name).Append(" AS ").Append(dialect.StageModifier).Append("(\n");
            WriteStage(plan.Stages[i], previous, needed[i + 1], source.Key, text);
            previous = plan.Stages[i].Name;
        }

        text.Append("\nSELECT\n");
        IEnumerable<string> columns = plan.Outputs.Select((output, i) =>
            $"  {dialect.Quote(identifiers[output.Value])} AS {dialect.Quote(Outputs[i].Column)}");
        text.AppendJoin(",\n", KeyColumn(source.Key).Concat(columns));
        text.Append("\nFROM ").Append(previous);
        return text.ToString();
    }

    // What the outputs and the stages after stage i still need; index 0 speaks of the input stage.
    private List<HashSet<PlanValue>> NeededAfterStages()
    {
        var needed = new List<HashSet<PlanValue>> { plan.Outputs.Select(output => output.Value).ToHashSet() };
        foreach (Stage stage in plan.Stages.Reverse())
        {
            HashSet<PlanValue> before = [.. needed[^1]];
            before.ExceptWith(stage.Definitions.SelectMany(definition => definition.Values));
            before.UnionWith(stage.Definitions.SelectMany(References.Of));
            needed.Add(before);
        }

        needed.Reverse();
        return needed;
    }

    private static IEnumerable<string> KeyColumn(string? key) => key is null ? [] : [$"  {key}"];

    private void WriteInputStage(QuerySource source, HashSet<PlanValue> needed, StringBuilder text)
    {
        var columns = KeyColumn(source.Key).Concat(plan.Inputs.Zip(Inputs)
            .Where(pair => needed.Contains(pair.First.Value))
            .Select(pair => $"  {dialect.ReadColumn(source.Column(pair.Second), pair.First.Value.Type)} AS {dialect.Quote(identifiers[pair.First.Value])}"))
            .ToList();
        text.Append("  SELECT\n  ").AppendJoin(",\n  ", columns.Count == 0 ? ["  1 AS mlops_row"] : columns);
        if (source.Relation is not null)
        {
            text.Append("\n  FROM ").Append(source.Relation);
        }

        Fence(text);
    }

    private void WriteStage(
        Stage stage, string previous, HashSet<PlanValue> needed, string? key, StringBuilder text)
    {
        var defined = stage.Definitions.SelectMany(definition => definition.Values).ToHashSet();
        string[] carried = [.. KeyColumn(key).Select(column => column.TrimStart()),
            .. identifiers.Keys.Where(value => needed.Contains(value) && !defined.Contains(value)).Select(value => dialect.Quote(identifiers[value]))];
        text.Append("  SELECT");
        string separator = "\n    ";
        if (carried.Length > 0)
        {
            text.Append(separator).Append(Wrap(carried));
            separator = ",\n    ";
        }

        foreach (ScalarDefinition definition in stage.Definitions.Cast<ScalarDefinition>())
        {
            text.Append(separator);
            if (definition.Origin.Element.Length > 0)
            {
                text.Append(SqlComment.Of(definition.Origin)).Append("\n    ");
            }

            text.Append(printer.Print(definition.Expression, 4)).Append(" AS ").Append(dialect.Quote(identifiers[definition.Value]));
            separator = ",\n    ";
        }

        text.Append("\n  FROM ").Append(previous);
        Fence(text);
    }

    private void Fence(StringBuilder text)
    {
        if (dialect.StageFence.Length > 0)
        {
            text.Append("\n  ").Append(dialect.StageFence);
        }

        text.Append("\n)");
    }

    // Carried columns fill lines instead of taking one each.
    private static string Wrap(string[] columns)
    {
        var text = new StringBuilder();
        int width = 0;
        foreach (string column in columns)
        {
            if (width > 0)
            {
                text.Append(width + column.Length > 100 ? ",\n    " : ", ");
                width = width + column.Length > 100 ? 0 : width;
            }

            text.Append(column);
            width += column.Length + 2;
        }

        return text.ToString();
    }

    /// <summary>A header comment that says what produced a script.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="what">What the script does.</param>
    public static string Header(ScoringPlan plan, string what) => string.Create(
        CultureInfo.InvariantCulture,
        $"-- {SqlComment.Clean(what)}\n-- Model {SqlComment.Clean(plan.Name)}: {plan.Inputs.Length} input columns, {plan.Outputs.Length} output columns. Generated by MlOps.Codegen; do not edit.\n");
}

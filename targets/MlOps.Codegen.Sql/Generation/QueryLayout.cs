using System.Collections.Immutable;
using System.Globalization;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Expressions;
using MlOps.Codegen.Sql.Dialects;
using MlOps.Codegen.Sql.Preparation;

namespace MlOps.Codegen.Sql.Generation;

/// <summary>A plan laid out as a chain of queries: the first reads the inputs, each further adds its values to those still needed.</summary>
public sealed class QueryLayout
{
    // A stage of more definitions is called by its number.
    private const int NamedDefinitions = 2;

    private readonly StageShape shape;

    private QueryLayout(ScoringPlan plan, bool isStaged, SqlDialect dialect)
    {
        Plan = plan;
        IsStaged = isStaged;
        shape = dialect.StageShape;
        var names = new SqlNames(dialect);
        Columns = plan.Inputs.Select(input => input.Value)
            .Concat(plan.Definitions.SelectMany(definition => definition.Values))
            .ToDictionary(value => value, value => names.Identifier(value.Name));
        Inputs = Name(plan.Inputs.Select(input => (input.Schema, input.Value)), dialect);
        Outputs = Name(plan.Outputs.Select(output => (output.Schema, output.Value)), dialect);
        Dictionary<PlanValue, int> lastUse = LastUses(plan);
        UsedInputs = [.. Enumerable.Range(0, plan.Inputs.Length).Where(i => lastUse.ContainsKey(plan.Inputs[i].Value))];
        ShowingNaN = NaNUses.Telling(plan);
        ConstantUses = new ConstantUses(plan);
        Stages = Arrange(plan, UsedInputs.Select(i => plan.Inputs[i].Value), lastUse);
    }

    /// <summary>The plan with its kernels expanded and its expressions fit to the engine.</summary>
    public ScoringPlan Plan { get; }

    /// <summary>Whether kernels had to be cut into several expressions.</summary>
    public bool IsStaged { get; }

    /// <summary>The columns of the values inside the query, not quoted.</summary>
    public IReadOnlyDictionary<PlanValue, string> Columns { get; }

    /// <summary>The source columns, by the plan's inputs.</summary>
    public ImmutableArray<QueryColumn> Inputs { get; }

    /// <summary>The output columns, by the plan's outputs.</summary>
    public ImmutableArray<QueryColumn> Outputs { get; }

    /// <summary>The positions of the inputs that a stage or an output needs.</summary>
    public ImmutableArray<int> UsedInputs { get; }

    /// <summary>The values for which it shows where a NaN is read as such, and not as missing, on engines where it is larger than any number.</summary>
    public IReadOnlySet<PlanValue> ShowingNaN { get; }

    /// <summary>The values that meet nothing but double constants.</summary>
    internal ConstantUses ConstantUses { get; }

    /// <summary>The queries after the first, in order.</summary>
    public ImmutableArray<QueryStage> Stages { get; }

    /// <summary>All nodes of all expressions.</summary>
    public IReadOnlyCollection<Expression> Nodes => [.. Stages
        .SelectMany(stage => stage.Definitions)
        .SelectMany(definition => NodesOf(definition.Expression))];

    /// <summary>How many columns the widest query has that cannot be divided, a key included.</summary>
    public int Width => 1 + Stages
        .Select(stage => shape == StageShape.Applies ? 0 : stage.Carried.Length + stage.Definitions.Length)
        .Append(UsedInputs.Length)
        .Append(Inputs.Length)
        .Append(Outputs.Length)
        .Max();

    /// <summary>Lays a plan out.</summary>
    /// <param name="plan">A plan as the compiler made it.</param>
    /// <param name="dialect">The engine.</param>
    public static QueryLayout Of(ScoringPlan plan, SqlDialect dialect)
    {
        ScoringPlan prepared = PlanPreparation.Run(plan, dialect, out bool isCut);
        return new QueryLayout(prepared, isCut, dialect);
    }

    /// <summary>An expression's nodes, itself included.</summary>
    /// <param name="expression">The expression.</param>
    public static IEnumerable<Expression> NodesOf(Expression expression)
    {
        var pending = new Stack<Expression>();
        pending.Push(expression);
        while (pending.TryPop(out Expression? next))
        {
            yield return next;
            foreach (Expression child in ExpressionChildren.Of(next))
            {
                pending.Push(child);
            }
        }
    }

    private static ImmutableArray<QueryColumn> Name(IEnumerable<(FieldSchema Schema, PlanValue Value)> columns, SqlDialect dialect)
    {
        var names = new SqlNames(dialect);
        return [.. columns.Select(column => new QueryColumn(
            column.Schema.Name, names.Identifier(column.Schema.Name), column.Schema.Type, column.Value.Type))];
    }

    // The stage that refers to a value last; outputs come after all stages. What is not there is not needed.
    private static Dictionary<PlanValue, int> LastUses(ScoringPlan plan)
    {
        var last = new Dictionary<PlanValue, int>();
        foreach (PlanOutput output in plan.Outputs)
        {
            last[output.Value] = plan.Stages.Length;
        }

        for (int i = plan.Stages.Length - 1; i >= 0; i--)
        {
            foreach (Definition definition in plan.Stages[i].Definitions.Where(definition => last.ContainsKey(definition.Values[0])))
            {
                foreach (PlanValue needed in References.Of(definition))
                {
                    last.TryAdd(needed, i);
                }
            }
        }

        return last;
    }

    private static ImmutableArray<QueryStage> Arrange(
        ScoringPlan plan, IEnumerable<PlanValue> inputs, Dictionary<PlanValue, int> lastUse)
    {
        var stages = ImmutableArray.CreateBuilder<QueryStage>();
        List<PlanValue> present = [.. inputs];
        for (int i = 0; i < plan.Stages.Length; i++)
        {
            ImmutableArray<ScalarDefinition> definitions =
                [.. plan.Stages[i].Definitions.Cast<ScalarDefinition>().Where(definition => lastUse.ContainsKey(definition.Value))];
            ImmutableArray<PlanValue> carried = [.. present.Where(value => lastUse[value] > i)];
            if (definitions.Length > 0)
            {
                stages.Add(new QueryStage(NameOf(definitions, i), carried, definitions));
                present = [.. carried, .. definitions.Select(definition => definition.Value)];
            }
        }

        return stages.ToImmutable();
    }

    private static string NameOf(ImmutableArray<ScalarDefinition> definitions, int index) => definitions.Length <= NamedDefinitions
        ? "with_" + string.Join("_and_", definitions.Select(definition => definition.Value.Name))
        : string.Create(CultureInfo.InvariantCulture, $"stage_{index + 1}");
}

/// <summary>One query of a chain.</summary>
/// <param name="Name">What it might be called; two may have the same name.</param>
/// <param name="Carried">The values of earlier queries that later ones still need.</param>
/// <param name="Definitions">The values that it adds, at least one.</param>
public sealed record QueryStage(string Name, ImmutableArray<PlanValue> Carried, ImmutableArray<ScalarDefinition> Definitions);

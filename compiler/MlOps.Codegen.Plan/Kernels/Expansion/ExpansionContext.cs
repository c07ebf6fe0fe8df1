using MlOps.Codegen.Plan.Expressions;

namespace MlOps.Codegen.Plan.Kernels.Expansion;

/// <summary>Where expansions put the definitions that they make.</summary>
internal sealed class ExpansionContext(ScoringPlan plan, ExpansionLimits limits)
{
    private readonly PlanNames names = new(plan);
    private readonly List<Definition> definitions = [];

    public ExpansionLimits Limits => limits;

    public IReadOnlyList<Definition> Definitions => definitions;

    /// <summary>What parts wait for, so that stages stay narrow; null for nothing.</summary>
    public PlanValue? After { get; set; }

    public void Add(Definition definition) => definitions.Add(definition);

    /// <summary>A value for a part that is defined later.</summary>
    public PlanValue NewPart(string name, DataType type) => names.NewValue(name, type);

    /// <summary>Defines a part of a kernel's expansion under a name of its own.</summary>
    public PlanValue AddPart(string name, Expression expression, Origin origin)
    {
        PlanValue value = names.NewValue(name, expression.Type);
        definitions.Add(new ScalarDefinition(value, expression, origin) { After = After });
        return value;
    }
}

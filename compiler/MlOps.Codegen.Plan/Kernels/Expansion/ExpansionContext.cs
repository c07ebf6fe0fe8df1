using System.Globalization;
using MlOps.Codegen.Plan.Expressions;

namespace MlOps.Codegen.Plan.Kernels.Expansion;

/// <summary>Where expansions put the definitions that they make.</summary>
internal sealed class ExpansionContext
{
    private readonly HashSet<string> names;
    private readonly List<Definition> definitions = [];

    public ExpansionContext(ScoringPlan plan, ExpansionLimits limits)
    {
        Limits = limits;
        names = new HashSet<string>(
            plan.Inputs.Select(input => input.Value.Name)
                .Concat(plan.Definitions.SelectMany(definition => definition.Values).Select(value => value.Name)),
            StringComparer.OrdinalIgnoreCase);
    }

    public ExpansionLimits Limits { get; }

    public IReadOnlyList<Definition> Definitions => definitions;

    public void Add(Definition definition) => definitions.Add(definition);

    /// <summary>Defines a part of a kernel's expansion under a name of its own.</summary>
    public PlanValue AddPart(string name, Expression expression, Origin origin)
    {
        string unique = name;
        for (int i = 2; !names.Add(unique); i++)
        {
            unique = string.Create(CultureInfo.InvariantCulture, $"{name}_{i}");
        }

        var value = new PlanValue(unique, expression.Type);
        definitions.Add(new ScalarDefinition(value, expression, origin));
        return value;
    }
}

using System.Globalization;

namespace MlOps.Codegen.Plan;

/// <summary>Makes new values for an existing plan, with names that are not taken.</summary>
public sealed class PlanNames
{
    private readonly HashSet<string> names;

    /// <summary>Starts from the names of a plan.</summary>
    /// <param name="plan">The plan.</param>
    public PlanNames(ScoringPlan plan) => names = new HashSet<string>(
        plan.Inputs.Select(input => input.Value.Name)
            .Concat(plan.Definitions.SelectMany(definition => definition.Values).Select(value => value.Name)),
        StringComparer.OrdinalIgnoreCase);

    /// <summary>A new value; a number is appended to its name where it is taken.</summary>
    /// <param name="name">The wished name.</param>
    /// <param name="type">The type.</param>
    public PlanValue NewValue(string name, DataType type)
    {
        string unique = name;
        for (int i = 2; !names.Add(unique); i++)
        {
            unique = string.Create(CultureInfo.InvariantCulture, $"{name}_{i}");
        }

        return new PlanValue(unique, type);
    }
}

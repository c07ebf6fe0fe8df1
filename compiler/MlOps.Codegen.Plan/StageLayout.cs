using System.Collections.Immutable;
using System.Globalization;

namespace MlOps.Codegen.Plan;

/// <summary>Lays definitions out in stages: each goes one stage after the latest that it needs.</summary>
public static class StageLayout
{
    /// <summary>Arranges definitions.</summary>
    /// <param name="inputs">What is there before the first stage.</param>
    /// <param name="definitions">The definitions, each after those that it needs.</param>
    /// <returns>The stages; within one, the given order is kept.</returns>
    /// <exception cref="InvalidOperationException">A definition refers to a value that is not there yet.</exception>
    public static ImmutableArray<Stage> Arrange(IEnumerable<PlanValue> inputs, IEnumerable<Definition> definitions)
    {
        var level = new Dictionary<PlanValue, int>();
        foreach (PlanValue input in inputs)
        {
            level[input] = 0;
        }

        var stages = new List<ImmutableArray<Definition>.Builder>();
        foreach (Definition definition in definitions)
        {
            int latest = 0;
            foreach (PlanValue needed in References.Of(definition))
            {
                if (!level.TryGetValue(needed, out int at))
                {
                    throw new InvalidOperationException($"'{definition.Values[0].Name}' needs '{needed.Name}', which is not defined before it");
                }

                latest = Math.Max(latest, at);
            }

            if (definition is ScalarDefinition { After: { } after } && level.TryGetValue(after, out int before))
            {
                latest = Math.Max(latest, before);
            }

            foreach (PlanValue value in definition.Values)
            {
                level.Add(value, latest + 1);
            }

            while (stages.Count <= latest)
            {
                stages.Add(ImmutableArray.CreateBuilder<Definition>());
            }

            stages[latest].Add(definition);
        }

        return [.. stages.Select((stage, i) =>
            new Stage(string.Create(CultureInfo.InvariantCulture, $"stage_{i + 1}"), stage.ToImmutable()))];
    }
}

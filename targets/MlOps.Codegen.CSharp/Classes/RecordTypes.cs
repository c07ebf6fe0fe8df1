using MlOps.Codegen.CSharp.Naming;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Expressions;

namespace MlOps.Codegen.CSharp.Classes;

/// <summary>Decides the names and types of the members of the typed input and output.</summary>
internal static class RecordTypes
{
    /// <summary>The typed input of a plan.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="name">The type's name, which no member may have.</param>
    /// <param name="enums">Gives the enumerations; null for texts.</param>
    public static RecordType OfInputs(ScoringPlan plan, string name, CategoryEnums? enums)
    {
        HashSet<PlanValue> unrounded = UsedUnrounded(plan);
        var names = new Identifiers([.. ReservedNames.InRecords, name, name + "Columns"]);
        return new RecordType(name, [.. plan.Inputs.Select(input => new RecordMember(
            names.Declare(input.Schema.Name, "field"),
            input.Schema.Type == DataType.Float && unrounded.Contains(input.Value) ? DataType.Double : input.Schema.Type,
            input.Schema,
            input.Origin)
        {
            Enum = enums?.Of(input),
        })]);
    }

    /// <summary>The typed output of a plan.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="name">The type's name, which no member may have.</param>
    /// <param name="enums">Gives the enumerations; null for texts.</param>
    public static RecordType OfOutputs(ScoringPlan plan, string name, CategoryEnums? enums)
    {
        var rounded = plan.Definitions
            .OfType<ScalarDefinition>()
            .Where(definition => definition.Expression is UnaryExpression { Operator: UnaryOperator.ToFloat32 })
            .Select(definition => definition.Value)
            .ToHashSet();
        var names = new Identifiers([.. ReservedNames.InRecords, name, name + "Columns"]);
        return new RecordType(name, [.. plan.Outputs.Select(output => new RecordMember(
            names.Declare(output.Schema.Name, "result"),
            output.Schema.Type == DataType.Float && rounded.Contains(output.Value) ? DataType.Float : output.Value.Type,
            output.Schema,
            output.Origin)
        {
            Enum = enums?.Of(output),
        })]);
    }

    // A float member rounds what is assigned to it. That is exact only where the plan would round it first in every use.
    private static HashSet<PlanValue> UsedUnrounded(ScoringPlan plan)
    {
        var used = plan.Outputs.Select(output => output.Value).ToHashSet();
        foreach (Definition definition in plan.Definitions)
        {
            if (definition is ScalarDefinition scalar)
            {
                AddUnrounded(scalar.Expression, used);
            }
            else
            {
                used.UnionWith(References.Of(definition));
            }
        }

        return used;
    }

    private static void AddUnrounded(Expression expression, HashSet<PlanValue> used)
    {
        var pending = new Stack<Expression>();
        pending.Push(expression);
        while (pending.TryPop(out Expression? next))
        {
            if (next is ValueReference reference)
            {
                used.Add(reference.Value);
            }
            else if (next is not UnaryExpression { Operator: UnaryOperator.ToFloat32 or UnaryOperator.IsMissing, Operand: ValueReference })
            {
                foreach (Expression child in ExpressionChildren.Of(next))
                {
                    pending.Push(child);
                }
            }
        }
    }
}

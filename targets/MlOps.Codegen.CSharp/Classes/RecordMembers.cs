using System.Collections.Immutable;
using MlOps.Codegen.CSharp.Naming;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Expressions;

namespace MlOps.Codegen.CSharp.Classes;

/// <summary>Names and types of the members of the input and output records.</summary>
internal static class RecordMembers
{
    /// <summary>The members of the input record.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="recordName">The record's name, which no member may have.</param>
    public static ImmutableArray<RecordMember> OfInputs(ScoringPlan plan, string recordName)
    {
        HashSet<PlanValue> unrounded = UsedUnrounded(plan);
        var names = new Identifiers([.. ReservedNames.InRecords, recordName]);
        return [.. plan.Inputs.Select(input => new RecordMember(
            names.Declare(input.Schema.Name, "field"),
            input.Schema.Type == DataType.Float && unrounded.Contains(input.Value) ? DataType.Double : input.Schema.Type,
            input.Schema,
            input.Value.Type))];
    }

    /// <summary>The members of the output record.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="recordName">The record's name, which no member may have.</param>
    public static ImmutableArray<RecordMember> OfOutputs(ScoringPlan plan, string recordName)
    {
        var rounded = plan.Definitions
            .OfType<ScalarDefinition>()
            .Where(definition => definition.Expression is UnaryExpression { Operator: UnaryOperator.ToFloat32 })
            .Select(definition => definition.Value)
            .ToHashSet();
        var names = new Identifiers([.. ReservedNames.InRecords, recordName]);
        return [.. plan.Outputs.Select(output => new RecordMember(
            names.Declare(output.Schema.Name, "result"),
            output.Schema.Type == DataType.Float && rounded.Contains(output.Value) ? DataType.Float : output.Value.Type,
            output.Schema,
            output.Value.Type))];
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

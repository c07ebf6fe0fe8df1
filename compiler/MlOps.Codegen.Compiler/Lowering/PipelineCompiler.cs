using System.Collections.Immutable;
using MlOps.Codegen.Compiler.Pipeline;
using MlOps.Codegen.Diagnostics;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Expressions;
using MlOps.Codegen.Plan.Passes;

namespace MlOps.Codegen.Compiler.Lowering;

/// <summary>From a pipeline to a scoring plan: lowering, then the plan's passes.</summary>
public static class PipelineCompiler
{
    /// <summary>Compiles a pipeline.</summary>
    /// <param name="document">The pipeline.</param>
    /// <param name="name">The plan's name.</param>
    /// <param name="diagnostics">Where diagnostics go, all causes at once.</param>
    /// <param name="options">Which passes run; null for all.</param>
    /// <param name="ordinaryInputs">
    /// Whether whoever brings the rows promises that numbers are ordinary (<see cref="Plan.Ranges.ValueRange.OrdinaryDouble"/>), none of them
    /// NaN: arithmetic then needs no guards against what they are not.
    /// </param>
    /// <returns>The plan; null where there is an error.</returns>
    public static ScoringPlan? Compile(
        PipelineDocument document, string name, DiagnosticBag diagnostics, PassOptions? options = null, bool ordinaryInputs = false)
    {
        var context = new LoweringContext(document, diagnostics, ordinaryInputs);
        ModelOutcome? outcome = ModelLowering.Lower(document.Model, context, parent: null);
        if (outcome is null || diagnostics.HasErrors)
        {
            return null;
        }

        AddOutputs(outcome, context);
        ScoringPlan plan = context.Plan.Build(name);
        return PlanPasses.Run(InFileOrder(plan, context), options ?? PassOptions.All);
    }

    private static void AddOutputs(ModelOutcome outcome, LoweringContext context)
    {
        NamedValue[] final = [.. outcome.Outputs.Where(output => output.IsFinal)];
        var outputNames = final.Select(output => output.Name).ToHashSet(StringComparer.Ordinal);

        // An output field that bears a target's name speaks for it.
        IEnumerable<NamedValue> shown = outcome.Targets
            .Where(target => target.Name.Length > 0 ? !outputNames.Contains(target.Name) : final.Length == 0)
            .Select(target => target.Name.Length > 0 ? target : target with { Name = "predictedValue" })
            .Concat(final);
        Expression? rejected = context.Rejections.Count == 0
            ? null
            : context.Plan.Define(
                "is_invalid", Build.Or([.. context.Rejections.Distinct()]), new Origin("MiningSchema", context.Document.Model.Location));
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (NamedValue output in shown)
        {
            // Of two nested outputs with one name the first is seen, as with PMML's scoping of output fields.
            if (!names.Add(output.Name))
            {
                continue;
            }

            Expression value = output.Value.Value;
            if (rejected is not null)
            {
                value = Build.If(rejected, Literal.Missing(value.Type), value);
            }

            DataType type = output.Value.Type.Type;
            context.Plan.AddOutput(
                new FieldSchema(output.Name, type, output.Value.OpType), value, new Origin($"OutputField {output.Name}", output.Location));
        }
    }

    // Inputs are found in the order of their use; people expect them in the order of the data dictionary.
    private static ScoringPlan InFileOrder(ScoringPlan plan, LoweringContext context)
    {
        var position = context.Document.DataDictionary.DataFields.Select((field, i) => (field.Name, i)).ToDictionary(pair => pair.Name, pair => pair.i, StringComparer.Ordinal);
        ImmutableArray<PlanInput> ordered = [.. plan.Inputs.OrderBy(input => position.GetValueOrDefault(input.Schema.Name, int.MaxValue))
            .Select(input => input with { ValidValues = context.ValidValues(input.Value) })];
        return plan with { Inputs = ordered };
    }
}

using System.Collections.Immutable;
using System.Globalization;
using MlOps.Codegen.Compiler.Lowering;
using MlOps.Codegen.Compiler.Models.ComparisonMeasures;
using MlOps.Codegen.Compiler.Transformations;
using MlOps.Codegen.Diagnostics;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Evaluation;
using MlOps.Codegen.Plan.Expressions;

namespace MlOps.Codegen.Compiler.Models.NearestNeighborModels;

/// <summary>The training instances as columns. A field that they do not bring is derived from those that they do.</summary>
/// <remarks>
/// PMML 4.4, Nearest Neighbors: instances may be stored before or after transformation. What has to be derived is computed here,
/// by the reference evaluator, once and not for every row that is scored.
/// </remarks>
internal sealed class TrainingInstances
{
    private readonly NearestNeighborModel model;
    private readonly ModelScope scope;
    private readonly Dictionary<string, string?[]> columns = new(StringComparer.Ordinal);

    private TrainingInstances(NearestNeighborModel model, ModelScope scope)
    {
        this.model = model;
        this.scope = scope;
        foreach ((int i, string field) in model.InstanceFields.Index())
        {
            columns.TryAdd(field, [.. model.Instances.Select(instance => instance[i])]);
        }
    }

    /// <summary>How many instances there are.</summary>
    public int Count => model.Instances.Length;

    /// <summary>The instances of a model, with all fields that it compares; null after a diagnostic.</summary>
    public static TrainingInstances? Of(NearestNeighborModel model, ModelScope scope)
    {
        var instances = new TrainingInstances(model, scope);
        return instances.DeriveInputs() ? instances : null;
    }

    /// <summary>The instances as points that a row is compared with; null after a diagnostic.</summary>
    public ReferencePoint[]? Points()
    {
        var inputs = new List<string[]>();
        foreach (ComparisonField input in model.Inputs)
        {
            if (Column(input.Field) is not { } column)
            {
                return null;
            }

            inputs.Add(column);
        }

        return
        [
            .. Enumerable.Range(0, Count).Select(i =>
                new ReferencePoint([.. inputs.Select(column => column[i])], model.InstancesLocation)),
        ];
    }

    /// <summary>A field's values as written, none missing; null after a diagnostic.</summary>
    public string[]? Column(string field)
    {
        if (!columns.TryGetValue(field, out string?[]? values))
        {
            scope.Context.Report(
                DiagnosticDescriptors.InconsistentModel, model.InstancesLocation, $"the training instances have no field '{field}'");
            return null;
        }

        int missing = Array.IndexOf(values, null);
        if (missing >= 0)
        {
            scope.Context.Report(
                DiagnosticDescriptors.InconsistentModel,
                model.InstancesLocation,
                string.Create(CultureInfo.InvariantCulture, $"training instance {missing + 1} has no value of '{field}'"));
            return null;
        }

        return values!;
    }

    private bool DeriveInputs()
    {
        string[] lacking = [.. model.Inputs.Select(input => input.Field).Where(field => !columns.ContainsKey(field)).Distinct()];
        if (lacking.Length == 0)
        {
            return true;
        }

        // The same fields once more, in a plan of their own whose rows are the instances.
        var context = new LoweringContext(scope.Context.Document, scope.Context.Diagnostics);
        ModelScope inner = Within(scope, context);
        foreach (string field in lacking)
        {
            if (inner.Resolve(field, model.InstancesLocation) is not { } value)
            {
                return false;
            }

            context.Plan.AddOutput(new FieldSchema(field, value.Type.Type), value.Value, Origin.None);
        }

        ScoringPlan plan = context.Plan.Build("instances");
        if (ReadInputs(plan) is not { } rows)
        {
            return false;
        }

        var evaluator = new PlanEvaluator(plan);
        string?[][] derived = [.. lacking.Select(_ => new string?[Count])];
        for (int i = 0; i < Count; i++)
        {
            Scalar[] outputs = evaluator.Evaluate(rows[i]);
            for (int j = 0; j < derived.Length; j++)
            {
                derived[j][i] = outputs[j].IsMissing ? null : outputs[j].ToString();
            }
        }

        foreach ((string field, string?[] values) in lacking.Zip(derived))
        {
            columns.Add(field, values);
        }

        return true;
    }

    private static ModelScope Within(ModelScope scope, LoweringContext context) =>
        new(context, scope.Model, scope.Parent is null ? null : Within(scope.Parent, context));

    private Scalar[][]? ReadInputs(ScoringPlan plan)
    {
        Scalar[][] rows = [.. Enumerable.Range(0, Count).Select(_ => new Scalar[plan.Inputs.Length])];
        foreach ((int position, PlanInput input) in plan.Inputs.Index())
        {
            if (!columns.TryGetValue(input.Schema.Name, out string?[]? texts))
            {
                scope.Context.Report(
                    DiagnosticDescriptors.InconsistentModel,
                    model.InstancesLocation,
                    $"the training instances have no field '{input.Schema.Name}', from which others are derived");
                return null;
            }

            for (int i = 0; i < Count; i++)
            {
                Literal? literal = texts[i] is { } text ? Parse(text, input) : null;
                if (texts[i] is not null && literal is null)
                {
                    return null;
                }

                rows[i][position] = literal?.Value ?? Scalar.Missing;
            }
        }

        return rows;
    }

    private Literal? Parse(string text, PlanInput input)
    {
        Literal? literal = ConstantText.Parse(text, scope.Context.DataFields[input.Schema.Name].Type);
        if (literal is null)
        {
            scope.Context.Report(DiagnosticDescriptors.InvalidConstant, model.InstancesLocation, text, input.Schema.Type);
        }

        return literal;
    }
}

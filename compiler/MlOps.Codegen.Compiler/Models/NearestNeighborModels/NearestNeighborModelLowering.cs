using System.Collections.Immutable;
using MlOps.Codegen.Compiler.Lowering;
using MlOps.Codegen.Compiler.Models.ComparisonMeasures;
using MlOps.Codegen.Compiler.Pipeline;
using MlOps.Codegen.Diagnostics;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Expressions;
using MlOps.Codegen.Plan.Kernels;

namespace MlOps.Codegen.Compiler.Models.NearestNeighborModels;

/// <summary>Lowers nearest neighbors: a kernel that finds them, and what their targets make together.</summary>
internal static class NearestNeighborModelLowering
{
    public static ModelOutcome? Lower(Model model, ModelScope scope)
    {
        var neighbors = (NearestNeighborModel)model;
        if (!ModelLowering.ComputesInDouble(scope) || Entities(neighbors, scope) is not var (entities, instances))
        {
            return null;
        }

        MiningField[] targets = [.. model.Common.MiningSchema.Where(field => field.UsageType == UsageType.Target)];
        if (targets.Length == 0 && TargetOfEnclosing(neighbors, scope) is { } outer)
        {
            targets = [outer];
        }

        var predictions = new List<NamedValue>();
        foreach (MiningField target in targets)
        {
            if (NeighborTarget.Predict(neighbors, target, entities, instances, scope) is not { } prediction)
            {
                return null;
            }

            predictions.Add(new NamedValue(target.Name, prediction, true, target.Location));
        }

        // One target is the model's prediction; several stand beside one another, as do none.
        var result = new ModelResult { Function = MiningFunction.Mixed, Entities = entities, EntityId = entities.Id(1) };
        return predictions.Count == 1
            ? ModelLowering.Simple(result with
            {
                Function = predictions[0].Value.OpType == OpType.Continuous ? MiningFunction.Regression : MiningFunction.Classification,
                Prediction = predictions[0].Value,
            })
            : new ModelOutcome(result, [.. predictions], []);
    }

    private static (NeighborEntities Entities, TrainingInstances Instances)? Entities(NearestNeighborModel model, ModelScope scope)
    {
        if (model.NumberOfNeighbors > model.Instances.Length)
        {
            scope.Context.Report(
                DiagnosticDescriptors.InconsistentModel, model.Location, "there are fewer training instances than numberOfNeighbors");
            return null;
        }

        if (ComparisonMeasureLowering.LargestFirst(model.Measure, model.Inputs, scope) is not { } largestFirst
            || TrainingInstances.Of(model, scope) is not { } instances
            || instances.Points() is not { } points
            || ComparisonMeasureLowering.Lower(model.Measure, model.Inputs, null, points, null, scope) is not { } distances)
        {
            return null;
        }

        string[]? ids = null;
        if (model.InstanceIdVariable is { } variable)
        {
            ids = instances.Column(variable);
            if (ids is null)
            {
                return null;
            }
        }

        var nearest = new NearestPoints(distances, Math.Min(Wanted(model), instances.Count), largestFirst);
        return (new NeighborEntities(nearest, ids, scope, new Origin("NearestNeighborModel", model.Location)), instances);
    }

    // Output fields may show more neighbors than decide.
    private static int Wanted(NearestNeighborModel model) => model.Common.Output
        .Where(EntityOutputs.Ask)
        .Select(field => field.Rank)
        .Append(model.NumberOfNeighbors)
        .Max();

    // A segment need not repeat what the model around it predicts.
    private static MiningField? TargetOfEnclosing(NearestNeighborModel model, ModelScope scope)
    {
        ModelScope? outer = scope.Parent;
        bool predicts = model.Common.Function is MiningFunction.Regression or MiningFunction.Classification;
        return predicts && outer?.TargetField is { } name && model.InstanceFields.Contains(name)
            ? outer.Model.Common.MiningSchema.First(field => field.Name == name)
            : null;
    }
}

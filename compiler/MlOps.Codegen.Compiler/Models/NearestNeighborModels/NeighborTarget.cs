using System.Collections.Immutable;
using MlOps.Codegen.Compiler.Lowering;
using MlOps.Codegen.Compiler.Models.ComparisonMeasures;
using MlOps.Codegen.Compiler.Pipeline;
using MlOps.Codegen.Compiler.Transformations;
using MlOps.Codegen.Diagnostics;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Expressions;

namespace MlOps.Codegen.Compiler.Models.NearestNeighborModels;

/// <summary>What the neighbors' values of one target make together (PMML 4.4, Nearest Neighbors: Scoring Procedure).</summary>
internal sealed class NeighborTarget
{
    // A neighbor at no distance at all outweighs any other, where the threshold is 0. Sums of it stay within a double's range.
    private const double WeightOfEqual = 1e300;

    private readonly NearestNeighborModel model;
    private readonly string name;
    private readonly NeighborEntities entities;
    private readonly Literal[] values;
    private readonly ModelScope scope;
    private readonly Origin origin;

    private NeighborTarget(
        NearestNeighborModel model, MiningField target, NeighborEntities entities, Literal[] values, ModelScope scope)
    {
        this.model = model;
        this.entities = entities;
        this.values = values;
        this.scope = scope;
        name = target.Name;
        origin = new Origin($"MiningField {target.Name}", target.Location);
    }

    /// <summary>The prediction of one target; null after a diagnostic.</summary>
    public static TypedExpression? Predict(
        NearestNeighborModel model, MiningField target, NeighborEntities entities, TrainingInstances instances, ModelScope scope)
    {
        if (!scope.Context.DataFields.TryGetValue(target.Name, out DataField? field))
        {
            scope.Context.Report(DiagnosticDescriptors.UndefinedMiningField, target.Location, target.Name);
            return null;
        }

        if (instances.Column(target.Name) is not { } texts)
        {
            return null;
        }

        var values = new Literal[texts.Length];
        for (int i = 0; i < values.Length; i++)
        {
            if (Conversions.ParseOrReport(texts[i], field.Type, scope, model.InstancesLocation) is not { IsMissing: false } value)
            {
                return null;
            }

            values[i] = value;
        }

        var neighbors = new NeighborTarget(model, target, entities, values, scope);
        OpType opType = target.OpType ?? field.OpType;
        return opType == OpType.Continuous ? neighbors.Continuous(field) : neighbors.Categorical(field, opType);
    }

    private TypedExpression? Continuous(DataField field)
    {
        if (!Conversions.IsNumeric(field.Type))
        {
            scope.Context.Report(DiagnosticDescriptors.TypeMismatch, field.Location, Conversions.Name(field.Type), "a number");
            return null;
        }

        Expression[] targets = [.. Places().Select(place => entities.Look(place, name, DataType.Double, i => Number(values[i])))];
        Expression? prediction = model.ContinuousMethod switch
        {
            ContinuousScoringMethod.Average => Build.Divide(
                Sums.Define("sum", targets, scope, origin), Build.Number(targets.Length)),
            ContinuousScoringMethod.WeightedAverage => WeightedAverage(targets),
            ContinuousScoringMethod.Median => Median(targets),
            _ => throw new InvalidOperationException($"unknown method {model.ContinuousMethod}"),
        };
        return prediction is null ? null : TypedExpression.OfDouble(prediction);
    }

    // A category's place among those with as many votes: first the one with most instances, then the smallest.
    private TypedExpression? Categorical(DataField field, OpType opType)
    {
        Literal[] categories =
        [
            .. values.GroupBy(value => value)
                .OrderByDescending(group => group.Count())
                .ThenBy(group => group.Key, Comparer<Literal>.Create(Compare))
                .Select(group => group.Key),
        ];
        DataType type = Conversions.Held(field.Type.Type);
        Expression[] targets = [.. Places().Select(place => entities.Look(place, name, type, i => values[i].Value))];
        Expression[]? weights = model.CategoricalMethod == CategoricalScoringMethod.MajorityVote
            ? [.. targets.Select(_ => Build.Number(1))]
            : Weights(isVote: true);
        if (weights is null)
        {
            return null;
        }

        CategoryValue[] votes =
        [
            .. categories.Select(category => new CategoryValue(
                category,
                Sums.Define(
                    $"votes_{category.Value}",
                    targets.Zip(weights, (target, weight) => Build.Case(
                        [
                            new CaseBranch(Build.Equal(target, category), weight),
                            new CaseBranch(Build.IsPresent(target), Build.Number(0)),
                        ],
                        Literal.Missing(DataType.Double))),
                    scope,
                    origin))),
        ];
        return new TypedExpression(Classification.Winner(votes, scope, origin), field.Type, opType);
    }

    private static int Compare(Literal left, Literal right) => left.Value switch
    {
        { IsText: true } text => string.CompareOrdinal(text.Text, right.Value.Text),
        { IsDouble: true } number => number.Double.CompareTo(right.Value.Double),
        _ => left.Value.Integer.CompareTo(right.Value.Integer),
    };

    private IEnumerable<int> Places() => Enumerable.Range(1, model.NumberOfNeighbors);

    private static Scalar Number(Literal value) =>
        value.Value.IsDouble ? value.Value : Scalar.FromDouble(value.Value.Integer);

    private Expression? WeightedAverage(Expression[] targets)
    {
        if (Weights(isVote: false) is not { } weights)
        {
            return null;
        }

        Expression sum = Sums.Define("weighted_sum", targets.Zip(weights, Build.Multiply), scope, origin);
        return Build.Divide(sum, Sums.Define("weights", weights, scope, origin));
    }

    private Expression[]? Weights(bool isVote)
    {
        if (model.Measure.Measure is BinaryMeasure || model.Measure.Kind == ComparisonKind.Similarity)
        {
            ModelLowering.Unsupported(
                scope, model.Location, "a weighted scoring method with similarities", "the weights are reciprocals of distances");
            return null;
        }

        return [.. Places().Select(place => scope.Context.Plan.Define("weight", Weight(entities.Distance(place), isVote), origin))];
    }

    // Without a threshold, an equal instance has an infinite weight: of votes it has all, of a mean there is none.
    private Expression Weight(Expression distance, bool isVote)
    {
        Expression reciprocal = Build.Divide(
            Build.Number(1), model.Threshold == 0 ? distance : Build.Add(distance, Build.Number(model.Threshold)));
        return isVote && model.Threshold == 0
            ? Build.If(Build.Equal(distance, Build.Number(0)), Build.Number(WeightOfEqual), reciprocal)
            : reciprocal;
    }

    // A value's place is the number of values before it: no engine has to sort inside a row.
    private Expression Median(Expression[] targets)
    {
        Expression[] places = [.. targets.Select((target, own) => scope.Context.Plan.Define(
            "place",
            Build.Nary(
                NaryOperator.Add,
                [
                    Literal.Integer(0),
                    .. targets.Index().Where(other => other.Index != own).Select(other => Build.If(
                        Build.Binary(other.Index < own ? BinaryOperator.LessOrEqual : BinaryOperator.Less, other.Item, target),
                        Literal.Integer(1),
                        Literal.Integer(0))),
                ]),
            origin))];
        Expression lower = At((targets.Length - 1) / 2);
        return targets.Length % 2 == 1
            ? lower
            : Build.Divide(Build.Add(lower, At(targets.Length / 2)), Build.Number(2));

        Expression At(int place) => Build.Case(
            [
                .. targets.Select((target, i) => new CaseBranch(
                    Build.And(Build.IsPresent(target), Build.Equal(places[i], Literal.Integer(place))), target)),
            ],
            Literal.Missing(DataType.Double));
    }
}

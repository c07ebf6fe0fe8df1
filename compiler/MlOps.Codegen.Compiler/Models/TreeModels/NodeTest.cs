using System.Collections.Immutable;
using System.Globalization;
using MlOps.Codegen.Compiler.Lowering;
using MlOps.Codegen.Compiler.Pipeline.Predicates;
using MlOps.Codegen.Compiler.Transformations;
using MlOps.Codegen.Diagnostics;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Expressions;
using MlOps.Codegen.Plan.Kernels;

namespace MlOps.Codegen.Compiler.Models.TreeModels;

/// <summary>What a predicate may evaluate to.</summary>
internal enum Truth
{
    True,
    False,
    Unknown,
}

/// <summary>A predicate as a test of one feature, or as a constant where <paramref name="Feature"/> is −1.</summary>
/// <param name="Feature">The feature's index.</param>
/// <param name="Test">What is asked of it.</param>
/// <param name="Threshold">For comparisons.</param>
/// <param name="Set">For sets, otherwise −1.</param>
/// <param name="Negated">Whether the predicate is the opposite of the test.</param>
/// <param name="WhenMissing">What the predicate is where the feature is missing; the constant's value for constants.</param>
internal readonly record struct NodeTest(
    int Feature, TreeTest Test, double Threshold, int Set, bool Negated, Truth WhenMissing)
{
    public static NodeTest Constant(Truth truth) => new(-1, TreeTest.IsPresent, 0, -1, false, truth);

    public bool IsConstant => Feature < 0;

    /// <summary>What the predicate is where the feature is present and the test came out so.</summary>
    public Truth Outcome(bool tested) => tested != Negated ? Truth.True : Truth.False;

    public bool SameTest(NodeTest other) =>
        Feature == other.Feature && Test == other.Test && Set == other.Set && Threshold.Equals(other.Threshold);
}

/// <summary>Turns predicates into node tests; what is no single test becomes a boolean value that a node then asks for.</summary>
internal sealed class NodeTestBuilder(ModelScope scope, EnsembleBuilder ensemble)
{
    /// <summary>Translates a predicate; null after a diagnostic.</summary>
    public NodeTest? Translate(Predicate predicate) => predicate switch
    {
        TruePredicate => NodeTest.Constant(Truth.True),
        FalsePredicate => NodeTest.Constant(Truth.False),
        SimplePredicate simple => Simple(simple),
        SimpleSetPredicate set => Set(set),
        CompoundPredicate compound => WithMissing(compound) ?? General(compound),
        _ => throw new InvalidOperationException($"unknown predicate {predicate.GetType().Name}"),
    };

    private NodeTest? Simple(SimplePredicate predicate)
    {
        if (scope.Resolve(predicate.Field, predicate.Location) is not { } field)
        {
            return null;
        }

        switch (predicate.Operator)
        {
            case SimpleOperator.IsMissing:
                return new NodeTest(Feature(field, predicate.Field), TreeTest.IsPresent, 0, -1, true, Truth.True);
            case SimpleOperator.IsNotMissing:
                return new NodeTest(Feature(field, predicate.Field), TreeTest.IsPresent, 0, -1, false, Truth.False);
            case SimpleOperator.Equal or SimpleOperator.NotEqual:
                return Membership(predicate, field, [predicate.Value], predicate.Operator == SimpleOperator.NotEqual, predicate.Field);
            default:
                return field.Value.Type is DataType.Double or DataType.Integer
                    ? Comparison(predicate, field)
                    : General(predicate);
        }
    }

    private NodeTest? Comparison(SimplePredicate predicate, TypedExpression field)
    {
        Literal? literal = ConstantText.Parse(predicate.Value, field.Type.Type == DataType.Float ? DataType.Float : DataType.Double);
        if (literal is null or { IsMissing: true })
        {
            scope.Context.Report(DiagnosticDescriptors.InvalidConstant, predicate.Location, predicate.Value, field.Type.Type);
            return null;
        }

        double threshold = literal.Value.Double;
        int feature = NumberFeature(field, predicate.Field);
        return predicate.Operator switch
        {
            SimpleOperator.LessThan => new NodeTest(feature, TreeTest.LessThan, threshold, -1, false, Truth.Unknown),
            SimpleOperator.LessOrEqual => new NodeTest(feature, TreeTest.LessOrEqual, threshold, -1, false, Truth.Unknown),
            SimpleOperator.GreaterThan => new NodeTest(feature, TreeTest.LessOrEqual, threshold, -1, true, Truth.Unknown),
            SimpleOperator.GreaterOrEqual => new NodeTest(feature, TreeTest.LessThan, threshold, -1, true, Truth.Unknown),
            _ => throw new InvalidOperationException($"unknown operator {predicate.Operator}"),
        };
    }

    private NodeTest? Set(SimpleSetPredicate predicate) =>
        scope.Resolve(predicate.Field, predicate.Location) is { } field
            ? Membership(predicate, field, predicate.Values, !predicate.IsIn, predicate.Field)
            : null;

    private NodeTest? Membership(
        Predicate predicate, TypedExpression field, ImmutableArray<string> values, bool negated, string name)
    {
        DataType type = field.Type.Type;
        if (type is not (DataType.String or DataType.Boolean or DataType.Integer or DataType.Float or DataType.Double))
        {
            return General(predicate);
        }

        // Numbers are compared as doubles, so that a value such as 2.5 for an integer field simply never matches.
        DataType parsedAs = type == DataType.Integer ? DataType.Double : type;
        var members = new List<Scalar>();
        foreach (string value in values)
        {
            Literal? literal = ConstantText.Parse(value, parsedAs);
            if (literal is null)
            {
                scope.Context.Report(DiagnosticDescriptors.InvalidConstant, predicate.Location, value, type);
                return null;
            }

            if (!literal.IsMissing)
            {
                members.Add(literal.Value);
            }
        }

        int feature = field.Value.Type is DataType.Integer or DataType.Double ? NumberFeature(field, name) : Feature(field, name);
        return new NodeTest(feature, TreeTest.InSet, 0, ensemble.Set(members), negated, Truth.Unknown);
    }

    // "x < 3 or x is missing" and "x < 3 and x is not missing" are one test that knows what missing means.
    private NodeTest? WithMissing(CompoundPredicate compound)
    {
        if (compound.Predicates.Length != 2 || compound.Operator is not (CompoundOperator.And or CompoundOperator.Or))
        {
            return null;
        }

        SimpleOperator wanted = compound.Operator == CompoundOperator.Or ? SimpleOperator.IsMissing : SimpleOperator.IsNotMissing;
        for (int i = 0; i < 2; i++)
        {
            if (compound.Predicates[i] is SimplePredicate presence && presence.Operator == wanted
                && FieldOf(compound.Predicates[1 - i]) == presence.Field
                && Translate(compound.Predicates[1 - i]) is { } test
                && test.Test is not (TreeTest.IsPresent or TreeTest.IsTrue))
            {
                return test with { WhenMissing = compound.Operator == CompoundOperator.Or ? Truth.True : Truth.False };
            }
        }

        return null;
    }

    private static string? FieldOf(Predicate predicate) => predicate switch
    {
        SimplePredicate simple => simple.Field,
        SimpleSetPredicate set => set.Field,
        _ => null,
    };

    private NodeTest? General(Predicate predicate)
    {
        var origin = new Origin("Predicate", predicate.Location);
        Expression? condition = PredicateLowering.Lower(predicate, scope, origin);
        switch (condition)
        {
            case null:
                return null;
            case Literal { IsMissing: true }:
                return NodeTest.Constant(Truth.Unknown);
            case Literal literal:
                return NodeTest.Constant(literal.Value.Boolean ? Truth.True : Truth.False);
            default:
                string name = string.Create(CultureInfo.InvariantCulture, $"predicate_line_{predicate.Location.Line}");
                PlanValue value = scope.Context.AsValue(name, condition, origin);
                return new NodeTest(ensemble.Feature(value), TreeTest.IsTrue, 0, -1, false, Truth.Unknown);
        }
    }

    private int NumberFeature(TypedExpression field, string name) =>
        ensemble.Feature(scope.Context.AsDoubleValue(name, field.Value, Origin.None));

    private int Feature(TypedExpression field, string name) =>
        field.Value.Type is DataType.Integer
            ? NumberFeature(field, name)
            : ensemble.Feature(scope.Context.AsValue(name, field.Value, Origin.None));
}

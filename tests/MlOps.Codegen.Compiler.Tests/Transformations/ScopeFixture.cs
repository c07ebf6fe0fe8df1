using System.Collections.Immutable;
using MlOps.Codegen.Compiler.Lowering;
using MlOps.Codegen.Compiler.Pipeline;
using MlOps.Codegen.Compiler.Pipeline.Expressions;
using MlOps.Codegen.Compiler.Pipeline.Predicates;
using MlOps.Codegen.Compiler.Transformations;
using MlOps.Codegen.Diagnostics;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Evaluation;
using MlOps.Codegen.Plan.Expressions;

namespace MlOps.Codegen.Compiler.Tests.Transformations;

/// <summary>A scope whose fields are the keys of a row; null in a row is missing.</summary>
internal sealed class ScopeFixture : IFieldScope
{
    public static readonly SourceLocation At = new("test.pmml", 3, 7, "/PMML/X");

    private readonly List<string> names = [];
    private readonly Dictionary<string, TypedExpression> fields = [];

    public ScopeFixture(params DefineFunction[] functions)
    {
        var document = new PipelineDocument(
            new DataDictionary([], At), new TransformationDictionary([.. functions], [], At), null!, At);
        Context = new LoweringContext(document, new DiagnosticBag());
    }

    public LoweringContext Context { get; }

    public IEnumerable<string> Messages => Context.Diagnostics.Select(diagnostic => $"{diagnostic.Id} {diagnostic.Message}");

    public TypedExpression? Resolve(string name, SourceLocation usedAt)
    {
        if (fields.TryGetValue(name, out TypedExpression? field))
        {
            return field;
        }

        Context.Report(DiagnosticDescriptors.UnknownField, usedAt, name, "");
        return null;
    }

    public ScopeFixture With(string name, DataType type, params string[] order) => With(name, new DeclaredType(type), order);

    public ScopeFixture With(string name, DeclaredType type, params string[] order)
    {
        PlanValue value = Context.Plan.AddInput(new FieldSchema(name, type.Type), Origin.None);
        OpType opType = order.Length > 0 ? OpType.Ordinal : type.Type is DataType.String ? OpType.Categorical : OpType.Continuous;
        fields.Add(name, new TypedExpression(new ValueReference(value), type, opType, [.. order]));
        names.Add(name);
        return this;
    }

    /// <summary>The value of an expression for rows of values in the order in which the fields were added.</summary>
    public Scalar[] Evaluate(PipelineExpression expression, params object?[][] rows)
    {
        TypedExpression? lowered = ExpressionLowering.Lower(expression, this, Origin.None);
        Assert.True(lowered is not null, string.Join("; ", Messages));
        Assert.Equal(lowered.Type.Type == DataType.Float ? DataType.Double : lowered.Type.Type, lowered.Value.Type);
        return Run(lowered.Value, rows);
    }

    public Scalar[] Evaluate(Predicate predicate, params object?[][] rows)
    {
        Expression? lowered = PredicateLowering.Lower(predicate, this, Origin.None);
        Assert.True(lowered is not null, string.Join("; ", Messages));
        Assert.Equal(DataType.Boolean, lowered.Type);
        return Run(lowered, rows);
    }

    public Scalar[] Run(Expression expression, params object?[][] rows)
    {
        Context.Plan.AddOutput(new FieldSchema("result", expression.Type), expression, Origin.None);
        ScoringPlan plan = Context.Plan.Build("test");
        Assert.All(plan.Definitions.OfType<ScalarDefinition>(), definition => Assert.InRange(Depth(definition.Expression), 1, 40));
        var evaluator = new PlanEvaluator(plan);
        return [.. rows.Select(row => evaluator.Evaluate([.. row.Select(Value)])[^1])];
    }

    public static Scalar Value(object? value) => value switch
    {
        null => Scalar.Missing,
        bool flag => Scalar.FromBoolean(flag),
        int whole => Scalar.FromInteger(whole),
        long whole => Scalar.FromInteger(whole),
        float single => Scalar.FromDouble(single),
        double number => Scalar.FromDouble(number),
        string text => Scalar.FromText(text),
        _ => throw new ArgumentException(value.GetType().Name),
    };

    private static int Depth(Expression expression) => ExpressionDepth.Of(expression);
}

/// <summary>Short constructors of PMML's expressions.</summary>
internal static class Pmml
{
    public static FieldRef Field(string name, string? mapMissingTo = null) => new(name, mapMissingTo, ScopeFixture.At);

    public static Constant Constant(string value, DataType? type = null) =>
        new(value, type is { } known ? new DeclaredType(known) : null, false, ScopeFixture.At);

    public static Constant Missing(DataType? type = null) =>
        new("", type is { } known ? new DeclaredType(known) : null, true, ScopeFixture.At);

    public static Apply Apply(string function, params PipelineExpression[] arguments) =>
        new(function, [.. arguments], null, null, InvalidValueTreatment.ReturnInvalid, ScopeFixture.At);

    public static Interval Interval(Closure closure, double? left, double? right) => new(closure, left, right, ScopeFixture.At);

    public static DefineFunction Function(string name, DataType? type, PipelineExpression body, params string[] parameters) => new(
        name,
        OpType.Continuous,
        type is { } known ? new DeclaredType(known) : null,
        [.. parameters.Select(parameter => new ParameterField(parameter, null, null, ScopeFixture.At))],
        body,
        ScopeFixture.At);

    /// <summary>Calls a function of doubles.</summary>
    public static Scalar Call(string function, params double?[] arguments)
    {
        var scope = new ScopeFixture();
        for (int i = 0; i < arguments.Length; i++)
        {
            scope.With($"x{i}", DataType.Double);
        }

        return scope.Evaluate(
            Apply(function, [.. arguments.Select((_, i) => Field($"x{i}"))]),
            [.. arguments.Select(argument => (object?)argument)])[0];
    }

    /// <summary>Calls a function of values whose types are those of the arguments.</summary>
    public static Scalar CallTyped(string function, params object?[] arguments)
    {
        var scope = new ScopeFixture();
        for (int i = 0; i < arguments.Length; i++)
        {
            scope.With($"x{i}", TypeOf(arguments[i]));
        }

        return scope.Evaluate(Apply(function, [.. arguments.Select((_, i) => Field($"x{i}"))]), arguments)[0];
    }

    private static DataType TypeOf(object? value) => value switch
    {
        bool => DataType.Boolean,
        int or long => DataType.Integer,
        float => DataType.Float,
        string => DataType.String,
        _ => DataType.Double,
    };
}

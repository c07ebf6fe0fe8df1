using System.Collections.Immutable;
using System.Globalization;
using MlOps.Codegen.Plan.Expressions;
using MlOps.Codegen.Plan.Kernels;
using MlOps.Codegen.Plan.Ranges;

namespace MlOps.Codegen.Plan;

/// <summary>Builds a plan, definition by definition, in an order in which each refers only to what is there already.</summary>
/// <remarks>Stages are laid out at the end, by the length of the longest chain of definitions that a value depends on.</remarks>
public sealed class PlanBuilder
{
    private readonly HashSet<string> names = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<PlanInput> inputs = [];
    private readonly List<Definition> definitions = [];
    private readonly List<PlanOutput> outputs = [];

    /// <summary>The inputs so far.</summary>
    public IReadOnlyList<PlanInput> Inputs => inputs;

    /// <summary>The outputs so far.</summary>
    public IReadOnlyList<PlanOutput> Outputs => outputs;

    /// <summary>Whether whoever brings the rows promises that numbers are ordinary: see <see cref="ValueRange.OrdinaryDouble"/>.</summary>
    public bool HasOrdinaryInputs { get; init; }

    /// <summary>How rows of a source make rows of the plan; null where each is one.</summary>
    public RowGrouping? Grouping { get; set; }

    /// <summary>Adds an input column.</summary>
    /// <param name="schema">Its public name and type.</param>
    /// <param name="origin">Where it comes from.</param>
    /// <returns>The value; of type double where the schema says float.</returns>
    public PlanValue AddInput(FieldSchema schema, Origin origin)
    {
        DataType type = schema.Type == DataType.Float ? DataType.Double : schema.Type;
        PlanValue value = NewValue(schema.Name, type, HasOrdinaryInputs && type == DataType.Double ? ValueRange.OrdinaryDouble : null);
        inputs.Add(new PlanInput(value, schema, origin));
        return value;
    }

    /// <summary>Defines a value by an expression.</summary>
    /// <param name="name">The wished name; a number is appended where it is taken.</param>
    /// <param name="expression">The expression.</param>
    /// <param name="origin">Where it comes from.</param>
    /// <returns>A reference to the value; the expression itself where it is a literal or a reference already.</returns>
    public Expression Define(string name, Expression expression, Origin origin)
    {
        if (expression is Literal or ValueReference)
        {
            return expression;
        }

        return new ValueReference(DefineValue(name, expression, origin));
    }

    /// <summary>Defines a value by an expression, also where the expression is a literal or a reference.</summary>
    /// <param name="name">The wished name; a number is appended where it is taken.</param>
    /// <param name="expression">The expression.</param>
    /// <param name="origin">Where it comes from.</param>
    public PlanValue DefineValue(string name, Expression expression, Origin origin)
    {
        if (expression is ValueReference reference)
        {
            return reference.Value;
        }

        PlanValue value = NewValue(name, expression.Type);
        definitions.Add(new ScalarDefinition(value, expression, origin));
        return value;
    }

    /// <summary>Defines values by a kernel.</summary>
    /// <param name="names">The wished names, one for each of the kernel's results.</param>
    /// <param name="kernel">The kernel.</param>
    /// <param name="origin">Where it comes from.</param>
    public ImmutableArray<PlanValue> DefineKernel(IReadOnlyList<string> names, Kernel kernel, Origin origin)
    {
        ImmutableArray<DataType> types = kernel.ResultTypes;
        if (names.Count != types.Length)
        {
            throw new ArgumentException($"the kernel has {types.Length} results, but {names.Count} names are given", nameof(names));
        }

        var values = ImmutableArray.CreateBuilder<PlanValue>(types.Length);
        for (int i = 0; i < types.Length; i++)
        {
            values.Add(NewValue(names[i], types[i]));
        }

        ImmutableArray<PlanValue> results = values.MoveToImmutable();
        definitions.Add(new KernelDefinition(results, kernel, origin));
        return results;
    }

    /// <summary>Adds an output column.</summary>
    /// <param name="schema">Its public name and type; an integer or float schema over a double value is allowed.</param>
    /// <param name="value">The value it shows.</param>
    /// <param name="origin">Where it comes from.</param>
    public void AddOutput(FieldSchema schema, Expression value, Origin origin) =>
        outputs.Add(new PlanOutput(schema, DefineValue(schema.Name, value, origin), origin));

    /// <summary>Whether an output of this name exists, without regard to case.</summary>
    /// <param name="name">The name.</param>
    public bool HasOutput(string name) =>
        outputs.Exists(output => string.Equals(output.Schema.Name, name, StringComparison.OrdinalIgnoreCase));

    /// <summary>Creates a value with a unique name, without defining it.</summary>
    /// <param name="name">The wished name.</param>
    /// <param name="type">The type.</param>
    public PlanValue NewValue(string name, DataType type) => NewValue(name, type, null);

    private PlanValue NewValue(string name, DataType type, ValueRange? promised)
    {
        string unique = name.Length == 0 ? "value" : name;
        for (int i = 2; !names.Add(unique); i++)
        {
            unique = string.Create(CultureInfo.InvariantCulture, $"{name}_{i}");
        }

        return new PlanValue(unique, type, promised);
    }

    /// <summary>The finished plan: its arithmetic stays within the range of its types.</summary>
    /// <param name="name">Its name.</param>
    public ScoringPlan Build(string name) => new(
        name,
        [.. inputs],
        StageLayout.Arrange(inputs.Select(input => input.Value), ArithmeticBounds.Run(definitions, NewValue)),
        [.. outputs])
    {
        Grouping = Grouping,
    };
}

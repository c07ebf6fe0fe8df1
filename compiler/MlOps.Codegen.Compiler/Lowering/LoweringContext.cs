using System.Collections.Immutable;
using MlOps.Codegen.Compiler.Pipeline;
using MlOps.Codegen.Compiler.Transformations;
using MlOps.Codegen.Diagnostics;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Expressions;

namespace MlOps.Codegen.Compiler.Lowering;

/// <summary>What belongs to one compilation: the plan under construction, the diagnostics, the file's functions.</summary>
public sealed class LoweringContext
{
    private readonly List<Expression> rejections = [];
    private readonly Dictionary<PlanValue, PlanValue> doubles = [];
    private readonly Dictionary<PlanValue, ImmutableArray<string>> closed = [];
    private readonly PipelineDocument? document;

    /// <summary>Starts a compilation.</summary>
    /// <param name="document">What is compiled.</param>
    /// <param name="diagnostics">Where diagnostics go.</param>
    /// <param name="ordinaryInputs">Whether whoever brings the rows promises that numbers are ordinary.</param>
    public LoweringContext(PipelineDocument document, DiagnosticBag diagnostics, bool ordinaryInputs = false)
    {
        Plan = new PlanBuilder { HasOrdinaryInputs = ordinaryInputs };
        this.document = document;
        Diagnostics = diagnostics;
        DataFields = document.DataDictionary.DataFields.ToImmutableDictionary(field => field.Name, StringComparer.Ordinal);
    }

    /// <summary>Starts a compilation of formulas of another front end, which resolves names itself.</summary>
    /// <param name="plan">The plan under construction.</param>
    /// <param name="diagnostics">Where diagnostics go.</param>
    public LoweringContext(PlanBuilder plan, DiagnosticBag diagnostics)
    {
        Plan = plan;
        Diagnostics = diagnostics;
        DataFields = ImmutableDictionary<string, DataField>.Empty;
    }

    /// <summary>What is compiled.</summary>
    /// <exception cref="InvalidOperationException">Formulas are compiled, and no document.</exception>
    public PipelineDocument Document => document ?? throw new InvalidOperationException("formulas have no document");

    /// <summary>Where diagnostics go.</summary>
    public DiagnosticBag Diagnostics { get; }

    /// <summary>The plan under construction.</summary>
    public PlanBuilder Plan { get; }

    /// <summary>The data dictionary by name.</summary>
    public ImmutableDictionary<string, DataField> DataFields { get; }

    /// <summary>What transformations share across the whole compilation.</summary>
    internal SharedTransformations Transformations { get; } = new();

    /// <summary>Conditions under which a row is refused as invalid: all its outputs are missing.</summary>
    public IReadOnlyList<Expression> Rejections => rejections;

    /// <summary>Adds a condition under which a row is refused; missing counts as false.</summary>
    /// <param name="condition">A boolean.</param>
    public void Reject(Expression condition) => rejections.Add(condition);

    /// <summary>Notes that rows are refused whose input is neither missing nor among certain texts.</summary>
    /// <param name="input">The input.</param>
    /// <param name="validValues">The texts.</param>
    public void Close(PlanValue input, ImmutableArray<string> validValues) => closed.TryAdd(input, validValues);

    /// <summary>The texts that an input can have in a row that is not refused.</summary>
    /// <param name="input">The input.</param>
    /// <returns>The texts; empty where any is possible.</returns>
    public ImmutableArray<string> ValidValues(PlanValue input) => closed.GetValueOrDefault(input, []);

    /// <summary>The value as a plan value, defining one where the expression is not a reference already.</summary>
    /// <param name="name">The wished name of a new definition.</param>
    /// <param name="expression">The expression.</param>
    /// <param name="origin">Where it comes from.</param>
    public PlanValue AsValue(string name, Expression expression, Origin origin) =>
        Plan.DefineValue(name, expression, origin);

    /// <summary>A numeric or boolean expression as a plan value of type double; asked twice for one value, it answers the same.</summary>
    /// <param name="name">The wished name of a new definition.</param>
    /// <param name="expression">The expression.</param>
    /// <param name="origin">Where it comes from.</param>
    public PlanValue AsDoubleValue(string name, Expression expression, Origin origin)
    {
        if (expression.Type == DataType.Double)
        {
            return AsValue(name, expression, origin);
        }

        PlanValue source = AsValue(name, expression, origin);
        if (!doubles.TryGetValue(source, out PlanValue? converted))
        {
            converted = AsValue(name + "_number", Build.ToDouble(new ValueReference(source)), origin);
            doubles.Add(source, converted);
        }

        return converted;
    }

    /// <summary>Reports a diagnostic.</summary>
    /// <param name="descriptor">Its kind.</param>
    /// <param name="location">Its place.</param>
    /// <param name="arguments">What fills the holes of the message.</param>
    public void Report(DiagnosticDescriptor descriptor, SourceLocation location, params ReadOnlySpan<object?> arguments) =>
        Diagnostics.Report(descriptor, location, arguments);
}

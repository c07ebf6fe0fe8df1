using System.Collections.Immutable;
using MlOps.Codegen.Plan.Expressions;
using MlOps.Codegen.Plan.Kernels;

namespace MlOps.Codegen.Plan;

/// <summary>What is to be computed for one row: inputs, definitions in stages, outputs. It knows nothing of models or databases.</summary>
/// <param name="Name">The name of the pipeline, for objects and comments; data from a file, to be quoted.</param>
/// <param name="Inputs">The columns that a row brings.</param>
/// <param name="Stages">The stages in order: a definition refers only to inputs and to earlier stages.</param>
/// <param name="Outputs">The columns that a scored row has, in order; names are unique without regard to case.</param>
public sealed record ScoringPlan(
    string Name,
    ImmutableArray<PlanInput> Inputs,
    ImmutableArray<Stage> Stages,
    ImmutableArray<PlanOutput> Outputs)
{
    /// <summary>How rows of a source make rows of the plan; null where each is one.</summary>
    public RowGrouping? Grouping { get; init; }

    /// <summary>All definitions in order of evaluation.</summary>
    public IEnumerable<Definition> Definitions => Stages.SelectMany(stage => stage.Definitions);
}

/// <summary>A column that a row brings. A float column brings doubles: rounding is explicit in the plan.</summary>
/// <param name="Value">How definitions refer to it.</param>
/// <param name="Schema">Its public name and type; the value's type is the schema's, with <see cref="DataType.Double"/> for float.</param>
/// <param name="Origin">Where it comes from.</param>
public sealed record PlanInput(PlanValue Value, FieldSchema Schema, Origin Origin)
{
    /// <summary>
    /// The valid values of a text (PMML 4.4, DataDictionary) where they are all that can be told apart: any other text makes every output
    /// missing. Empty where that is not so.
    /// </summary>
    public ImmutableArray<string> ValidValues { get; init; } = [];
}

/// <summary>A column that a scored row has.</summary>
/// <param name="Schema">Its public name and type.</param>
/// <param name="Value">The value that it shows.</param>
/// <param name="Origin">Where it comes from.</param>
public sealed record PlanOutput(FieldSchema Schema, PlanValue Value, Origin Origin);

/// <summary>Definitions that do not need each other.</summary>
/// <param name="Name">A short name for comments and common table expressions.</param>
/// <param name="Definitions">The definitions, at least one.</param>
public sealed record Stage(string Name, ImmutableArray<Definition> Definitions);

/// <summary>Defines one value by an expression, or several values by a kernel.</summary>
/// <param name="Origin">Where it comes from.</param>
public abstract record Definition(Origin Origin)
{
    /// <summary>What is defined, at least one.</summary>
    public abstract ImmutableArray<PlanValue> Values { get; }
}

/// <summary>Defines one value by an expression.</summary>
/// <param name="Value">What is defined.</param>
/// <param name="Expression">By what; of the value's type.</param>
/// <param name="Origin">Where it comes from.</param>
public sealed record ScalarDefinition(PlanValue Value, Expression Expression, Origin Origin) : Definition(Origin)
{
    /// <summary>
    /// A value that is defined in an earlier stage than this one, though the expression does not need it: so a stage does not get
    /// more columns than an engine allows. Null for none.
    /// </summary>
    public PlanValue? After { get; init; }

    /// <inheritdoc/>
    public override ImmutableArray<PlanValue> Values => [Value];
}

/// <summary>Defines several values by a kernel.</summary>
/// <param name="Results">What is defined; count and types are the kernel's <see cref="Kernels.Kernel.ResultTypes"/>.</param>
/// <param name="Kernel">By what.</param>
/// <param name="Origin">Where it comes from.</param>
public sealed record KernelDefinition(ImmutableArray<PlanValue> Results, Kernel Kernel, Origin Origin) : Definition(Origin)
{
    /// <inheritdoc/>
    public override ImmutableArray<PlanValue> Values => Results;
}

/// <summary>What a part of a plan was made from: shown as a comment in generated code and in lineage.</summary>
/// <param name="Element">The element and its name, such as <c>DerivedField age_band</c>.</param>
/// <param name="Location">Where it stands in the model's file.</param>
public sealed record Origin(string Element, SourceLocation Location)
{
    /// <summary>For values that no single element stands for.</summary>
    public static Origin None { get; } = new("", SourceLocation.None);
}

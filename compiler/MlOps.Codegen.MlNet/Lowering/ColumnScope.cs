using System.Collections.Immutable;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms;
using MlOps.Codegen.Diagnostics;
using MlOps.Codegen.MlNet.Columns;
using MlOps.Codegen.MlNet.Members;
using MlOps.Codegen.MlNet.Steps;
using MlOps.Codegen.Plan;

namespace MlOps.Codegen.MlNet.Lowering;

/// <summary>The columns at one place of a chain. A column is lowered when it is asked for, so that only what is needed is read.</summary>
/// <remarks>
/// A step binds its inputs by what bears their names before it; a later column of the same name is another column. This is single
/// assignment: each column is defined once, and its name only finds it.
/// </remarks>
internal sealed class ColumnScope
{
    private readonly ImmutableDictionary<string, Lazy<Column?>> columns;

    private ColumnScope(ImmutableDictionary<string, Lazy<Column?>> columns) => this.columns = columns;

    /// <summary>The columns that a row brings.</summary>
    /// <param name="schema">The input's columns.</param>
    /// <param name="plan">The plan.</param>
    public static ColumnScope OfInputs(DataViewSchema schema, PlanScope plan)
    {
        var columns = ImmutableDictionary.CreateBuilder<string, Lazy<Column?>>(StringComparer.Ordinal);
        foreach (DataViewSchema.Column column in schema)
        {
            if (!column.IsHidden)
            {
                columns[column.Name] = new Lazy<Column?>(() => InputColumns.Declare(column, plan));
            }
        }

        return new ColumnScope(columns.ToImmutable());
    }

    /// <summary>The columns behind a step.</summary>
    /// <param name="step">The step.</param>
    /// <param name="plan">The plan.</param>
    public ColumnScope After(Step step, PlanScope plan)
    {
        if (step.Transformer is ColumnSelectingTransformer)
        {
            var kept = step.After.Where(column => !column.IsHidden).Select(column => column.Name).ToHashSet(StringComparer.Ordinal);
            return new ColumnScope(columns.RemoveRange(columns.Keys.Where(name => !kept.Contains(name))));
        }

        var context = new StepContext(step, this, plan);
        return new ColumnScope(columns.SetItems(step.Made.Select(made => KeyValuePair.Create(
            made.Name, new Lazy<Column?>(() => Lower(context, made))))));
    }

    /// <summary>A column by name; null after a diagnostic.</summary>
    /// <param name="name">The name.</param>
    /// <param name="plan">The plan.</param>
    public Column? Find(string name, PlanScope plan)
    {
        if (columns.TryGetValue(name, out Lazy<Column?>? column))
        {
            return column.Value;
        }

        plan.Report(DiagnosticDescriptors.UnknownOutputColumn, name);
        return null;
    }

    private static Column? Lower(StepContext context, DataViewSchema.Column made)
    {
        try
        {
            return StepCatalog.Lower(context, made);
        }
        catch (Exception exception) when (exception is NotSupportedException or InvalidDataException or InvalidOperationException)
        {
            return context.Refuse(made, exception.Message);
        }
    }
}

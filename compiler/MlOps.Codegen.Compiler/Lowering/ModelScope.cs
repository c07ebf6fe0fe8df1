using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using MlOps.Codegen.Compiler.Pipeline;
using MlOps.Codegen.Compiler.Transformations;
using MlOps.Codegen.Diagnostics;
using MlOps.Codegen.Plan;

namespace MlOps.Codegen.Compiler.Lowering;

/// <summary>
/// What field names mean inside one model: its mining fields, treated; its own derived fields; the file's derived fields; and,
/// in a chain, the outputs of the segments before it.
/// </summary>
/// <remarks>
/// PMML 4.4, Scope of Fields. A nested model's mining field takes the value that the enclosing model sees; it is treated again
/// only where the nested field states a treatment of its own. Derived fields of the file are evaluated by the outermost model.
/// </remarks>
public sealed class ModelScope : IFieldScope
{
    private readonly Dictionary<string, MiningField> miningFields = new(StringComparer.Ordinal);
    private readonly Dictionary<string, DerivedField> derivedFields = new(StringComparer.Ordinal);
    private readonly Dictionary<string, TypedExpression?> resolved = new(StringComparer.Ordinal);
    private readonly Dictionary<string, TypedExpression> segmentOutputs = new(StringComparer.Ordinal);
    private readonly List<string> resolving = [];

    /// <summary>Opens the scope of a model.</summary>
    /// <param name="context">The compilation.</param>
    /// <param name="model">The model.</param>
    /// <param name="parent">The enclosing model's scope; null for the outermost.</param>
    public ModelScope(LoweringContext context, Model model, ModelScope? parent)
    {
        Context = context;
        Model = model;
        Parent = parent;
        foreach (MiningField field in model.Common.MiningSchema)
        {
            miningFields.TryAdd(field.Name, field);
        }

        TransformationDictionary global = context.Document.TransformationDictionary;
        IEnumerable<DerivedField> visible = parent is null
            ? model.Common.LocalTransformations.DerivedFields.Concat(global.DerivedFields)
            : model.Common.LocalTransformations.DerivedFields;
        foreach (DerivedField field in visible)
        {
            derivedFields.TryAdd(field.Name, field);
        }

        TargetField = model.Common.MiningSchema.FirstOrDefault(field => field.UsageType == UsageType.Target)?.Name;
    }

    /// <inheritdoc/>
    public LoweringContext Context { get; }

    /// <summary>The model.</summary>
    public Model Model { get; }

    /// <summary>The enclosing model's scope; null for the outermost.</summary>
    public ModelScope? Parent { get; }

    /// <summary>The name of the model's own (first) target field; null where its MiningSchema names none.</summary>
    public string? TargetField { get; }

    /// <summary>The data field that the model predicts: its own target, or that of the nearest enclosing model with one.</summary>
    public DataField? TargetDataField =>
        TargetField is not null && Context.DataFields.TryGetValue(TargetField, out DataField? dataField)
            ? dataField
            : Parent is not null && Parent.Model.Common.Function == Model.Common.Function ? Parent.TargetDataField : null;

    /// <summary>Makes an output of a segment visible to the segments after it.</summary>
    /// <param name="name">The output field's name.</param>
    /// <param name="value">Its value.</param>
    public void DeclareSegmentOutput(string name, TypedExpression value) => segmentOutputs[name] = value;

    /// <inheritdoc/>
    public TypedExpression? Resolve(string name, SourceLocation usedAt)
    {
        if (segmentOutputs.TryGetValue(name, out TypedExpression? output))
        {
            return output;
        }

        if (resolved.TryGetValue(name, out TypedExpression? known))
        {
            return known;
        }

        if (resolving.Contains(name))
        {
            string cycle = string.Join(" → ", resolving.SkipWhile(other => other != name).Append(name));
            Context.Report(DiagnosticDescriptors.CyclicDefinition, usedAt, name, cycle);
            return null;
        }

        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            Context.Report(DiagnosticDescriptors.NestedTooDeeply, usedAt, name);
            return null;
        }

        resolving.Add(name);
        TypedExpression? value = Find(name, usedAt);
        resolving.RemoveAt(resolving.Count - 1);
        resolved[name] = value;
        return value;
    }

    private TypedExpression? Find(string name, SourceLocation usedAt)
    {
        if (miningFields.TryGetValue(name, out MiningField? miningField))
        {
            return FindMiningField(miningField, usedAt);
        }

        if (derivedFields.TryGetValue(name, out DerivedField? derived))
        {
            return Derive(derived);
        }

        if (Parent is not null)
        {
            return Parent.Resolve(name, usedAt);
        }

        // Some producers leave a field out of the MiningSchema that a derived field uses: it is taken as it comes.
        if (Context.DataFields.TryGetValue(name, out DataField? dataField))
        {
            return FieldPreparation.Read(dataField, Context);
        }

        Context.Report(DiagnosticDescriptors.UnknownField, usedAt, name, Suggestion(name));
        return null;
    }

    private TypedExpression? FindMiningField(MiningField miningField, SourceLocation usedAt)
    {
        Context.DataFields.TryGetValue(miningField.Name, out DataField? dataField);
        if (Parent is null)
        {
            if (dataField is not null)
            {
                return FieldPreparation.Prepare(FieldPreparation.Read(dataField, Context), dataField, miningField, Context);
            }

            if (derivedFields.TryGetValue(miningField.Name, out DerivedField? derived))
            {
                return Derive(derived) is { } own ? FieldPreparation.Prepare(own, null, miningField, Context) : null;
            }

            Context.Report(DiagnosticDescriptors.UnknownField, miningField.Location, miningField.Name, Suggestion(miningField.Name));
            return null;
        }

        TypedExpression? inherited = Parent.Resolve(miningField.Name, usedAt);
        return inherited is null || FieldPreparation.Inherits(miningField)
            ? inherited
            : FieldPreparation.Prepare(inherited, dataField, miningField, Context);
    }

    /// <summary>The value of a derived field that may use what this scope knows; null after a diagnostic.</summary>
    internal TypedExpression? Derive(DerivedField field)
    {
        var origin = new Origin($"DerivedField {field.Name}", field.Location);
        TypedExpression? value = ExpressionLowering.Lower(field.Expression, this, origin);
        if (value is null)
        {
            return null;
        }

        TypedExpression? converted = Conversions.Convert(value, field.Type, this, field.Location);
        if (converted is null)
        {
            return null;
        }

        ImmutableArray<string> order = field.OpType == OpType.Ordinal ? [.. field.Values.Select(v => v.Value)] : [];
        return new TypedExpression(
            Context.Plan.Define(field.Name, converted.Value, origin), field.Type, field.OpType, order);
    }

    private string Suggestion(string name)
    {
        IEnumerable<string> candidates = miningFields.Keys.Concat(derivedFields.Keys).Concat(Context.DataFields.Keys);
        string? close = candidates.FirstOrDefault(candidate => string.Equals(candidate, name, StringComparison.OrdinalIgnoreCase));
        return close is null ? "" : $" (did you mean '{close}'?)";
    }
}

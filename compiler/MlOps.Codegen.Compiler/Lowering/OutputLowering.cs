using MlOps.Codegen.Compiler.Pipeline;
using MlOps.Codegen.Compiler.Transformations;
using MlOps.Codegen.Diagnostics;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Expressions;

namespace MlOps.Codegen.Compiler.Lowering;

/// <summary>Picks output fields from a model's result (PMML 4.4, Output).</summary>
internal sealed class OutputLowering : IFieldScope
{
    private readonly ModelResult result;
    private readonly IReadOnlyList<NamedValue> targets;
    private readonly ModelScope scope;
    private readonly Dictionary<string, TypedExpression> known = new(StringComparer.Ordinal);
    private readonly HashSet<string> failed = new(StringComparer.Ordinal);

    private OutputLowering(ModelResult result, IReadOnlyList<NamedValue> targets, ModelScope scope)
    {
        this.result = result;
        this.targets = targets;
        this.scope = scope;
    }

    /// <inheritdoc/>
    public LoweringContext Context => scope.Context;

    /// <summary>Lowers a model's output fields in order; each may use those before it.</summary>
    /// <param name="result">The model's result.</param>
    /// <param name="targets">The targets of nested models, where there are several.</param>
    /// <param name="scope">The model's scope.</param>
    public static IReadOnlyList<NamedValue> Lower(ModelResult result, IReadOnlyList<NamedValue> targets, ModelScope scope)
    {
        var outputs = new List<NamedValue>();
        var lowering = new OutputLowering(result, targets, scope);
        foreach (OutputField field in scope.Model.Common.Output)
        {
            if (lowering.LowerField(field) is { } value)
            {
                lowering.known[field.Name] = value;
                outputs.Add(new NamedValue(field.Name, value, field.IsFinalResult, field.Location));
            }
            else
            {
                lowering.failed.Add(field.Name);
            }
        }

        return outputs;
    }

    /// <summary>Output expressions see the output fields before them, then the model's fields.</summary>
    public TypedExpression? Resolve(string name, SourceLocation usedAt)
    {
        if (known.TryGetValue(name, out TypedExpression? output))
        {
            return output;
        }

        // What failed has been reported where it is defined.
        return failed.Contains(name) ? null : scope.Resolve(name, usedAt);
    }

    private TypedExpression? LowerField(OutputField field)
    {
        if (field.SegmentId is { } id)
        {
            return LowerSegmentField(field, id);
        }

        var origin = new Origin($"OutputField {field.Name}", field.Location);
        TypedExpression? value = Pick(field, result, origin);
        return value is null ? null : Finish(value, field, origin);
    }

    private TypedExpression? Finish(TypedExpression value, OutputField field, Origin origin)
    {
        TypedExpression? converted = field.Type is { } type ? Conversions.Convert(value, type, this, field.Location) : value;
        return converted is null
            ? null
            : converted with { Value = Context.Plan.Define(field.Name, converted.Value, origin), OpType = field.OpType ?? converted.OpType };
    }

    private TypedExpression? LowerSegmentField(OutputField field, string id)
    {
        var origin = new Origin($"OutputField {field.Name}", field.Location);
        if (!result.Segments.TryGetValue(id, out SegmentReference? segment))
        {
            Context.Report(DiagnosticDescriptors.InconsistentModel, field.Location, $"there is no segment '{id}'");
            return null;
        }

        TypedExpression? value = field.Feature is ResultFeature.TransformedValue or ResultFeature.Decision
            ? OutputOf(segment, field)
            : Pick(field, segment.Outcome.Result, origin);
        return value is null
            ? null
            : Finish(
                value with { Value = Build.If(segment.TakesPart, value.Value, Literal.Missing(value.Value.Type)) }, field, origin);
    }

    // PMML 4.4, Output: with a segmentId, the attribute value names an output field of that segment.
    private TypedExpression? OutputOf(SegmentReference segment, OutputField field) =>
        segment.Outcome.Outputs.FirstOrDefault(output => output.Name == field.Value)?.Value
            ?? Lacks(field, $"the segment's output field '{field.Value}'");

    private TypedExpression? Pick(OutputField field, ModelResult from, Origin origin)
    {
        if (field.IsMultiValued)
        {
            Context.Report(
                DiagnosticDescriptors.UnsupportedElement,
                field.Location,
                "isMultiValued",
                "a column holds one value; name the ranks by output fields of their own");
            return null;
        }

        switch (field.Feature)
        {
            case ResultFeature.PredictedValue or ResultFeature.Probability
                when field is { Rank: > 1, Value: null } && from.Function == MiningFunction.Classification:
                return OfRank(field, from, origin);
            case ResultFeature.PredictedValue:
                return targets.FirstOrDefault(target => target.Name == field.TargetField)?.Value
                    ?? from.Prediction
                    ?? Lacks(field, "the predicted value");
            case ResultFeature.PredictedDisplayValue:
                return DisplayValue(field, from);
            case ResultFeature.TransformedValue or ResultFeature.Decision:
                return field.Expression is { } expression
                    ? ExpressionLowering.Lower(expression, this, origin)
                    : Lacks(field, "an expression that it does not contain");
            case ResultFeature.Probability:
                return OfCategory(field, from, from.Probabilities, "a probability");
            case ResultFeature.RuleValue when from.Rules is not null:
                return from.Rules.Value(field, field.RuleFeature);
            case ResultFeature.Antecedent or ResultFeature.Consequent or ResultFeature.Rule or ResultFeature.RuleId
                or ResultFeature.EntityId or ResultFeature.Confidence or ResultFeature.Support or ResultFeature.Lift
                or ResultFeature.Leverage or ResultFeature.Affinity when from.Rules is not null:
                return from.Rules.Value(field, RuleFeatureOf(field.Feature));
            case ResultFeature.Confidence when from.Function == MiningFunction.Classification:
                return OfCategory(
                    field, from, from.Confidences.IsEmpty ? from.Probabilities : from.Confidences, "a confidence");
            case var _ when EntityOutputs.Ask(field) && from.Entities is not null:
                return EntityOutputs.Pick(field, from.Entities, Context);
            case ResultFeature.Affinity when from.Function == MiningFunction.Classification:
                return OfCategory(field, from, from.Probabilities, "an affinity");
            case ResultFeature.Residual:
                return Residual(field, from);
            case ResultFeature.EntityId or ResultFeature.ClusterId when from.EntityId is { } id && field.Rank <= 1:
                return new TypedExpression(id, new DeclaredType(DataType.String), OpType.Categorical);
            case ResultFeature.ReasonCode when !from.ReasonCodes.IsEmpty:
                Expression code = field.Rank <= from.ReasonCodes.Length
                    ? from.ReasonCodes[field.Rank - 1]
                    : Literal.Missing(DataType.String);
                return new TypedExpression(code, new DeclaredType(DataType.String), OpType.Categorical);
            default:
                return Lacks(field, $"the feature {field.Feature}");
        }
    }

    private static RuleFeature RuleFeatureOf(ResultFeature feature) => feature switch
    {
        ResultFeature.Antecedent => RuleFeature.Antecedent,
        ResultFeature.Consequent => RuleFeature.Consequent,
        ResultFeature.Rule => RuleFeature.Rule,
        ResultFeature.RuleId or ResultFeature.EntityId => RuleFeature.RuleId,
        ResultFeature.Confidence => RuleFeature.Confidence,
        ResultFeature.Support => RuleFeature.Support,
        ResultFeature.Lift => RuleFeature.Lift,
        ResultFeature.Leverage => RuleFeature.Leverage,
        ResultFeature.Affinity => RuleFeature.Affinity,
        _ => throw new InvalidOperationException($"{feature} is no part of a rule"),
    };

    // The category, or its probability, at a place behind the most probable one; of equally probable ones the first comes first.
    private TypedExpression? OfRank(OutputField field, ModelResult from, Origin origin)
    {
        if (from.Probabilities.IsEmpty || from.Prediction is not { } prediction)
        {
            return Lacks(field, "ranked categories");
        }

        if (!field.RankDescending)
        {
            Context.Report(
                DiagnosticDescriptors.UnsupportedElement, field.Location, "rankOrder ascending", "categories are ranked from the most probable on");
            return null;
        }

        var ranked = new RankedEntities(
            [.. from.Probabilities.Select(p => new RankedEntity(p.Category.Value.ToString(), p.Category, p.Value))],
            largestFirst: true,
            scope,
            origin);
        return field.Feature == ResultFeature.Probability
            ? TypedExpression.OfDouble(ranked.Affinity(field.Rank))
            : prediction with { Value = ranked.Id(field.Rank) };
    }

    private TypedExpression? OfCategory(
        OutputField field, ModelResult from, IReadOnlyList<CategoryValue> values, string what)
    {
        if (values.Count == 0)
        {
            return Lacks(field, what);
        }

        Expression any = values[0].Value;
        if (field.Value is null)
        {
            // Without a category, the predicted one is meant.
            var branches = values.Select(v => new CaseBranch(Build.Equal(from.Prediction!.Value, v.Category), v.Value));
            return TypedExpression.OfDouble(Build.Case([.. branches], Literal.Missing(DataType.Double)));
        }

        Literal? wanted = ConstantText.Parse(field.Value, values[0].Category.Type);
        CategoryValue? match = values.FirstOrDefault(v => v.Category == wanted);

        // A category that the model never predicts has probability 0 wherever there is a result.
        return TypedExpression.OfDouble(
            match?.Value ?? Build.If(Build.IsPresent(any), Build.Number(0), Literal.Missing(DataType.Double)));
    }

    private TypedExpression? DisplayValue(OutputField field, ModelResult from)
    {
        if (from.DisplayValue is { } own)
        {
            return new TypedExpression(own, new DeclaredType(DataType.String), OpType.Categorical);
        }

        if (from.Prediction is not { } prediction)
        {
            return Lacks(field, "the predicted value");
        }

        TypedExpression? text = Conversions.Convert(prediction, new DeclaredType(DataType.String), this, field.Location);

        // What Targets say comes before what the data dictionary says.
        IEnumerable<(string? Value, string? DisplayValue)> texts = scope.Model.Common.Targets
            .SelectMany(target => target.Values)
            .Select(v => (v.Value, v.DisplayValue))
            .Concat((scope.TargetDataField?.Values ?? [])
                .Where(v => v.Property == ValueProperty.Valid)
                .Select(v => ((string?)v.Value, v.DisplayValue)));
        var shown = texts
            .Where(v => v is { Value: not null, DisplayValue: not null })
            .DistinctBy(v => v.Value, StringComparer.Ordinal)
            .Select(v => (Value: ConstantText.Parse(v.Value!, prediction.Type.Type), v.DisplayValue))
            .Where(v => v.Value is not null)
            .Select(v => new CaseBranch(Build.Equal(prediction.Value, v.Value!), Literal.String(v.DisplayValue!)));
        return text is null ? null : text with { Value = Build.Case([.. shown], text.Value) };
    }

    // PMML 4.4, Output: actual minus predicted; for a categorical target, (1 if the category occurred) minus its probability.
    private TypedExpression? Residual(OutputField field, ModelResult from)
    {
        string? targetField = field.TargetField ?? scope.TargetField;
        if (targetField is null || scope.Resolve(targetField, field.Location) is not { } actual || from.Prediction is null)
        {
            return Lacks(field, "a residual");
        }

        if (from.Function != MiningFunction.Classification)
        {
            return TypedExpression.OfDouble(Build.Subtract(Build.ToDouble(actual.Value), Build.ToDouble(from.Prediction.Value)));
        }

        if (OfCategory(field, from, from.Probabilities, "a residual") is not { } probability)
        {
            return null;
        }

        // Without a category, the predicted one is meant.
        Expression? category = field.Value is null ? from.Prediction.Value : ConstantText.Parse(field.Value, actual.Type.Type);
        Expression occurred = category is null || category.Type != actual.Value.Type
            ? Build.Number(0)
            : Build.If(Build.Equal(actual.Value, category), Build.Number(1), Build.Number(0));
        return TypedExpression.OfDouble(Build.If(
            Build.IsMissing(actual.Value), Literal.Missing(DataType.Double), Build.Subtract(occurred, probability.Value)));
    }

    private TypedExpression? Lacks(OutputField field, string what)
    {
        Context.Report(DiagnosticDescriptors.NoResult, field.Location, field.Name, what, scope.Model.ElementName);
        return null;
    }
}

using System.Collections.Immutable;
using MlOps.Codegen.Compiler.Pipeline;
using MlOps.Codegen.Compiler.Transformations;
using MlOps.Codegen.Diagnostics;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Expressions;

namespace MlOps.Codegen.Compiler.Lowering;

/// <summary>
/// Missing, invalid and outlier treatment of a field, once, before the model sees it (PMML 4.4, MiningSchema).
/// </summary>
internal static class FieldPreparation
{
    /// <summary>The field as the row brings it: a float is rounded to binary32, nothing else is done.</summary>
    public static TypedExpression Read(DataField field, LoweringContext context)
    {
        var origin = new Origin($"DataField {field.Name}", field.Location);
        PlanInput? known = context.Plan.Inputs.FirstOrDefault(input => input.Schema.Name == field.Name);
        PlanValue input = known?.Value
            ?? context.Plan.AddInput(new FieldSchema(field.Name, field.Type.Type, field.OpType), origin);
        Expression value = new ValueReference(input);
        if (field.Type.Type == DataType.Float)
        {
            value = context.Plan.Define(field.Name + "_float", Build.ToFloat32(value), origin);
        }

        ImmutableArray<string> order = field.OpType == OpType.Ordinal
            ? [.. field.Values.Where(v => v.Property == ValueProperty.Valid).Select(v => v.Value)]
            : [];
        return new TypedExpression(value, field.Type, field.OpType, order);
    }

    /// <summary>Whether a nested model's mining field takes the enclosing model's value without treating it again.</summary>
    public static bool Inherits(MiningField field) =>
        field.OpType is null
        && field.InvalidValueReplacement is null
        && field.InvalidValueTreatment is InvalidValueTreatment.ReturnInvalid or InvalidValueTreatment.AsIs
        && field.MissingValueReplacement is null
        && field.MissingValueTreatment != MissingValueTreatment.ReturnInvalid
        && field.Outliers == OutlierTreatment.AsIs;

    /// <summary>Treats a value as a mining field says.</summary>
    /// <param name="raw">The value before.</param>
    /// <param name="dataField">What is declared of it; null for derived fields and outputs.</param>
    /// <param name="miningField">The treatment.</param>
    /// <param name="context">The compilation.</param>
    public static TypedExpression Prepare(
        TypedExpression raw, DataField? dataField, MiningField miningField, LoweringContext context)
    {
        var origin = new Origin($"MiningField {miningField.Name}", miningField.Location);
        raw = Widened(raw, miningField);
        Expression? missing = dataField is null ? null : DeclaredMissing(raw, dataField);
        Expression? invalid = dataField is null ? null : DeclaredInvalid(raw, dataField, miningField);
        Literal whenMissing = Replacement(miningField.MissingValueReplacement, raw, miningField, context);
        var branches = new List<CaseBranch>();
        if (missing is not null || !whenMissing.IsMissing)
        {
            Expression isMissing = Build.IsMissing(raw.Value);
            branches.Add(new CaseBranch(missing is null ? isMissing : Build.Or(isMissing, missing), whenMissing));
        }

        if (miningField.MissingValueTreatment == MissingValueTreatment.ReturnInvalid)
        {
            context.Reject(missing is null ? Build.IsMissing(raw.Value) : Build.Or(Build.IsMissing(raw.Value), missing));
        }

        if (invalid is not null)
        {
            TreatInvalid(raw, miningField, missing, invalid, whenMissing, branches, context);
            if (miningField.InvalidValueTreatment == InvalidValueTreatment.ReturnInvalid && missing is null)
            {
                Close(raw, dataField!, context);
            }
        }

        Expression otherwise = Outliers(raw, miningField, whenMissing, branches);
        Expression value = Build.Case([.. branches], otherwise);
        OpType opType = miningField.OpType ?? raw.OpType;
        return raw with { Value = context.Plan.Define(miningField.Name + "_prepared", value, origin), OpType = opType };
    }

    // Of a text that is not declared valid, nothing but that is ever seen.
    private static void Close(TypedExpression raw, DataField field, LoweringContext context)
    {
        string[] valid =
        [
            .. Listed(field, ValueProperty.Valid, raw.Type.Type).Except(Listed(field, ValueProperty.Invalid, raw.Type.Type))
                .Where(literal => literal.Type == DataType.String)
                .Select(literal => literal.Value.Text),
        ];
        if (valid.Length > 0 && raw.Value is ValueReference { Value: var input })
        {
            context.Close(input, [.. valid]);
        }
    }

    // The mean of an integer field is rarely whole: a field that is replaced by a fraction is a double from there on.
    private static TypedExpression Widened(TypedExpression raw, MiningField field)
    {
        bool fraction = raw.Type.Type == DataType.Integer
            && field.MissingValueReplacement is { } text
            && ConstantText.Parse(text, DataType.Integer) is null
            && ConstantText.Parse(text, DataType.Double) is not null;
        return fraction ? raw with { Value = Build.ToDouble(raw.Value), Type = new DeclaredType(DataType.Double) } : raw;
    }

    private static void TreatInvalid(
        TypedExpression raw,
        MiningField miningField,
        Expression? missing,
        Expression invalid,
        Literal whenMissing,
        List<CaseBranch> branches,
        LoweringContext context)
    {
        switch (miningField.InvalidValueTreatment)
        {
            case InvalidValueTreatment.ReturnInvalid:
                // A value that is declared missing is not invalid as well.
                context.Reject(missing is null ? invalid : Build.And(invalid, Build.Not(missing)));
                break;
            case InvalidValueTreatment.AsIs:
                // The value passes, but neither as an outlier: PMML treats outliers among valid values only.
                if (miningField.Outliers != OutlierTreatment.AsIs)
                {
                    branches.Add(new CaseBranch(invalid, raw.Value));
                }

                break;
            case InvalidValueTreatment.AsMissing:
                branches.Add(new CaseBranch(invalid, whenMissing));
                break;
            case InvalidValueTreatment.AsValue:
                branches.Add(new CaseBranch(
                    invalid, Replacement(miningField.InvalidValueReplacement, raw, miningField, context)));
                break;
            default:
                throw new InvalidOperationException($"unknown treatment {miningField.InvalidValueTreatment}");
        }
    }

    private static Expression? DeclaredMissing(TypedExpression raw, DataField field)
    {
        Literal[] values = Listed(field, ValueProperty.Missing, raw.Type.Type);
        return values.Length == 0 ? null : Build.InSet(raw.Value, values);
    }

    private static Expression? DeclaredInvalid(TypedExpression raw, DataField field, MiningField miningField)
    {
        var causes = new List<Expression>();
        Literal[] invalid = Listed(field, ValueProperty.Invalid, raw.Type.Type);
        if (invalid.Length > 0)
        {
            causes.Add(Build.InSet(raw.Value, invalid));
        }

        if (field.Values.Any(value => value.Property == ValueProperty.Valid))
        {
            // Listed valid values are the only valid ones; intervals then add nothing (PMML 4.4, DataDictionary).
            causes.Add(Build.Not(Build.InSet(raw.Value, Listed(field, ValueProperty.Valid, raw.Type.Type))));
        }
        else if (field.Intervals.Length > 0 && (miningField.OpType ?? field.OpType) == OpType.Continuous)
        {
            Expression number = Build.ToDouble(raw.Value);
            causes.Add(Build.Not(Build.Or([.. field.Intervals.Select(interval => Inside(number, interval))])));
        }

        return causes.Count == 0 ? null : Build.Or([.. causes]);
    }

    /// <summary>Whether a number lies inside an interval; missing where the number is.</summary>
    internal static Expression Inside(Expression number, Interval interval)
    {
        var bounds = new List<Expression>();
        if (interval.LeftMargin is { } left)
        {
            bool closed = interval.Closure is Closure.ClosedClosed or Closure.ClosedOpen;
            bounds.Add(Build.Binary(closed ? BinaryOperator.GreaterOrEqual : BinaryOperator.Greater, number, Build.Number(left)));
        }

        if (interval.RightMargin is { } right)
        {
            bool closed = interval.Closure is Closure.ClosedClosed or Closure.OpenClosed;
            bounds.Add(Build.Binary(closed ? BinaryOperator.LessOrEqual : BinaryOperator.Less, number, Build.Number(right)));
        }

        return Build.And([.. bounds]);
    }

    private static Literal[] Listed(DataField field, ValueProperty property, DataType type) =>
        [.. field.Values
            .Where(value => value.Property == property)
            .Select(value => ConstantText.Parse(value.Value, type))
            .OfType<Literal>()
            .Where(literal => !literal.IsMissing)
            .Distinct()];

    private static Expression Outliers(
        TypedExpression raw, MiningField field, Literal whenMissing, List<CaseBranch> branches)
    {
        if (field.Outliers == OutlierTreatment.AsIs)
        {
            return raw.Value;
        }

        Expression number = Build.ToDouble(raw.Value);
        if (field.LowValue is { } low)
        {
            Literal replacement = field.Outliers == OutlierTreatment.AsMissingValues ? whenMissing : Limit(low, raw);
            branches.Add(new CaseBranch(Build.Binary(BinaryOperator.Less, number, Build.Number(low)), replacement));
        }

        if (field.HighValue is { } high)
        {
            Literal replacement = field.Outliers == OutlierTreatment.AsMissingValues ? whenMissing : Limit(high, raw);
            branches.Add(new CaseBranch(Build.Binary(BinaryOperator.Greater, number, Build.Number(high)), replacement));
        }

        return raw.Value;
    }

    private static Literal Limit(double value, TypedExpression raw) => raw.Type.Type switch
    {
        DataType.Integer => Literal.Integer((long)value),
        DataType.Float => Literal.Double((float)value),
        _ => Literal.Double(value),
    };

    private static Literal Replacement(
        string? text, TypedExpression raw, MiningField field, LoweringContext context)
    {
        if (text is null)
        {
            return Literal.Missing(raw.Value.Type);
        }

        Literal? literal = ConstantText.Parse(text, raw.Type.Type);
        if (literal is null)
        {
            context.Report(DiagnosticDescriptors.InvalidConstant, field.Location, text, raw.Type.Type);
            return Literal.Missing(raw.Value.Type);
        }

        return literal;
    }
}

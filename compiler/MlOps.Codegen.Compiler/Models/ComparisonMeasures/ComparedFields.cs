using System.Collections.Immutable;
using MlOps.Codegen.Compiler.Lowering;
using MlOps.Codegen.Compiler.Pipeline;
using MlOps.Codegen.Compiler.Transformations;
using MlOps.Codegen.Diagnostics;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Expressions;
using MlOps.Codegen.Plan.Kernels;

namespace MlOps.Codegen.Compiler.Models.ComparisonMeasures;

/// <summary>A field as an axis of a distance: numbers as they are, categories as codes.</summary>
/// <param name="Input">The row's coordinate, a double.</param>
/// <param name="Axis">How it is compared.</param>
/// <param name="Coordinates">The points' coordinates.</param>
internal sealed record ComparedField(PlanValue Input, DistanceAxis Axis, double[] Coordinates);

/// <summary>Lowers the fields that are compared.</summary>
internal static class ComparedFields
{
    // The code of a value that no point has: equal to none of theirs.
    private const double OtherCode = -1;

    /// <summary>A field of a distance; null after a diagnostic.</summary>
    public static ComparedField? Lower(
        ComparisonField field,
        CompareFunction function,
        IReadOnlyList<ReferencePoint> points,
        int position,
        DataType? pointType,
        ModelScope scope)
    {
        if (scope.Resolve(field.Field, field.Location) is not { } value)
        {
            return null;
        }

        if (function == CompareFunction.Table)
        {
            return Table(field, value, points, position, scope);
        }

        if (Axis(field, function, scope) is not { } axis)
        {
            return null;
        }

        bool isNumber = value.Value.Type is DataType.Double or DataType.Integer or DataType.Boolean;
        bool needsNumber = function is CompareFunction.AbsDiff or CompareFunction.GaussSim;
        if (!isNumber && needsNumber)
        {
            scope.Context.Report(
                DiagnosticDescriptors.TypeMismatch, field.Location, $"the {Conversions.Name(value.Type)} field '{field.Field}'", "a number");
            return null;
        }

        return isNumber
            ? Number(field, value, axis, points, position, pointType, scope)
            : Category(field, value, axis, points, position, scope);
    }

    /// <summary>A field of a similarity, whose values are 0 and 1; null after a diagnostic.</summary>
    public static ComparedField? Binary(
        ComparisonField field, IReadOnlyList<ReferencePoint> points, int position, ModelScope scope)
    {
        if (scope.Resolve(field.Field, field.Location) is not { } value)
        {
            return null;
        }

        if (value.Value.Type is not (DataType.Double or DataType.Integer or DataType.Boolean))
        {
            scope.Context.Report(
                DiagnosticDescriptors.TypeMismatch, field.Location, $"the {Conversions.Name(value.Type)} field '{field.Field}'", "0 or 1");
            return null;
        }

        ComparedField? compared = Number(
            field, value, new DistanceAxis(DistanceComparison.Equal), points, position, DataType.Double, scope);
        int odd = compared is null ? -1 : Array.FindIndex(compared.Coordinates, coordinate => coordinate is not (0 or 1));
        if (odd >= 0)
        {
            scope.Context.Report(
                DiagnosticDescriptors.InconsistentModel,
                points[odd].Location,
                $"binary similarities need 0 or 1, but '{field.Field}' is {points[odd].Coordinates[position]} here");
            return null;
        }

        return compared;
    }

    private static DistanceAxis? Axis(ComparisonField field, CompareFunction function, ModelScope scope)
    {
        switch (function)
        {
            case CompareFunction.AbsDiff:
                return new DistanceAxis(DistanceComparison.AbsoluteDifference, field.Weight);
            case CompareFunction.Delta:
                return new DistanceAxis(DistanceComparison.Delta, field.Weight);
            case CompareFunction.Equal:
                return new DistanceAxis(DistanceComparison.Equal, field.Weight);
            case CompareFunction.GaussSim when field.SimilarityScale is { } scale:
                return new DistanceAxis(DistanceComparison.GaussianSimilarity, field.Weight, Scale: scale);
            case CompareFunction.GaussSim:
                scope.Context.Report(
                    DiagnosticDescriptors.InconsistentModel, field.Location, $"gaussSim of '{field.Field}' needs a similarityScale");
                return null;
            default:
                throw new InvalidOperationException($"unknown function {function}");
        }
    }

    private static ComparedField? Number(
        ComparisonField field,
        TypedExpression value,
        DistanceAxis axis,
        IReadOnlyList<ReferencePoint> points,
        int position,
        DataType? pointType,
        ModelScope scope)
    {
        var type = new DeclaredType(pointType ?? (value.Type.Type == DataType.Boolean ? DataType.Double : value.Type.Type));
        double[] coordinates = new double[points.Count];
        for (int i = 0; i < coordinates.Length; i++)
        {
            if (Coordinate(points[i], position, type, scope) is not { } literal)
            {
                return null;
            }

            coordinates[i] = literal.Value.IsDouble ? literal.Value.Double : literal.Value.Integer;
        }

        var origin = new Origin($"field {field.Field}", field.Location);
        return new ComparedField(scope.Context.AsDoubleValue(field.Field, value.Value, origin), axis, coordinates);
    }

    private static ComparedField? Category(
        ComparisonField field,
        TypedExpression value,
        DistanceAxis axis,
        IReadOnlyList<ReferencePoint> points,
        int position,
        ModelScope scope)
    {
        var codes = new Dictionary<Scalar, double>();
        double[] coordinates = new double[points.Count];
        for (int i = 0; i < coordinates.Length; i++)
        {
            if (Coordinate(points[i], position, value.Type, scope) is not { } literal)
            {
                return null;
            }

            if (!codes.TryGetValue(literal.Value, out coordinates[i]))
            {
                coordinates[i] = codes.Count;
                codes.Add(literal.Value, coordinates[i]);
            }
        }

        return new ComparedField(Code(field, value, codes, Literal.Double(OtherCode), scope), axis, coordinates);
    }

    // The matrix speaks of the field's values in the order in which the data dictionary lists them.
    private static ComparedField? Table(
        ComparisonField field, TypedExpression value, IReadOnlyList<ReferencePoint> points, int position, ModelScope scope)
    {
        if (scope.Context.DataFields.GetValueOrDefault(field.Field) is not { } dataField
            || field.Table is not { Length: > 0 } table
            || table.Length != table[0].Length
            || table.Length != dataField.Values.Count(v => v.Property == ValueProperty.Valid))
        {
            scope.Context.Report(
                DiagnosticDescriptors.InconsistentModel,
                field.Location,
                $"the comparison table of '{field.Field}' needs a row and a column for each value that the DataField lists");
            return null;
        }

        var codes = new Dictionary<Scalar, double>();
        foreach (FieldValue listed in dataField.Values.Where(v => v.Property == ValueProperty.Valid))
        {
            if (ConstantText.Parse(listed.Value, value.Type) is { IsMissing: false } literal)
            {
                codes.TryAdd(literal.Value, codes.Count);
            }
        }

        double[] coordinates = new double[points.Count];
        for (int i = 0; i < coordinates.Length; i++)
        {
            if (Coordinate(points[i], position, value.Type, scope) is not { } literal)
            {
                return null;
            }

            if (!codes.TryGetValue(literal.Value, out coordinates[i]))
            {
                scope.Context.Report(
                    DiagnosticDescriptors.InvalidConstant, points[i].Location, points[i].Coordinates[position], field.Field);
                return null;
            }
        }

        var axis = new DistanceAxis(DistanceComparison.Table, field.Weight, Table: [.. table.SelectMany(row => row)]);
        return new ComparedField(Code(field, value, codes, Literal.Missing(DataType.Double), scope), axis, coordinates);
    }

    private static Literal? Coordinate(ReferencePoint point, int position, DeclaredType type, ModelScope scope)
    {
        string text = point.Coordinates[position];
        Literal? literal = ConstantText.Parse(text, type);
        bool isValue = literal is { IsMissing: false } && !(literal.Value.IsDouble && !double.IsFinite(literal.Value.Double));
        if (!isValue)
        {
            scope.Context.Report(DiagnosticDescriptors.InvalidConstant, point.Location, text, Conversions.Name(type));
        }

        return isValue ? literal : null;
    }

    private static PlanValue Code(
        ComparisonField field, TypedExpression value, Dictionary<Scalar, double> codes, Literal other, ModelScope scope)
    {
        var origin = new Origin($"field {field.Field}", field.Location);
        Expression key = value.Value.Type is DataType.Date or DataType.Time or DataType.DateTime
            ? Build.Unary(UnaryOperator.ToInteger, value.Value)
            : value.Value;
        var table = new LookupTable(
            [scope.Context.AsValue(field.Field, key, origin)],
            [.. codes.Select(code => new LookupRow([code.Key], [Scalar.FromDouble(code.Value)]))],
            [other],
            [Literal.Missing(DataType.Double)]);
        return scope.Context.Plan.DefineKernel([field.Field + "_code"], table, origin)[0];
    }
}

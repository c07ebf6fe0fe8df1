using System.Collections.Immutable;
using MlOps.Codegen.Compiler.Lowering;
using MlOps.Codegen.Compiler.Pipeline;
using MlOps.Codegen.Compiler.Pipeline.Expressions;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Expressions;
using MlOps.Codegen.Plan.Kernels;

namespace MlOps.Codegen.Compiler.Transformations;

/// <summary>Lowers MapValues (PMML 4.4, Transformations: MapValues) to a lookup table, or to a choice where cells are left out.</summary>
internal static class MapValuesLowering
{
    public static TypedExpression? Lower(MapValues map, IFieldScope scope, Origin origin)
    {
        var fields = new List<TypedExpression>();
        foreach (string key in map.Keys)
        {
            if (scope.Resolve(key, map.Location) is not { } field)
            {
                return null;
            }

            fields.Add(field);
        }

        DeclaredType type = map.Type ?? new DeclaredType(DataType.String);
        return map.Rows.Any(row => row.Keys.Any(key => key is null)) || fields.Any(field => IsCalendar(field.Value.Type))
            ? AsChoice(map, fields, type, scope, origin)
            : AsTable(map, fields, type, scope, origin);
    }

    private static bool IsCalendar(DataType type) => type is DataType.Date or DataType.Time or DataType.DateTime;

    private static TypedExpression? AsTable(
        MapValues map, List<TypedExpression> fields, DeclaredType type, IFieldScope scope, Origin origin)
    {
        ImmutableArray<PlanValue> keys = [.. fields.Select((field, i) => scope.Context.AsValue(map.Keys[i], field.Value, origin))];
        if (Define(type) is not { } value)
        {
            return null;
        }

        if (type.Type == DataType.String)
        {
            scope.Context.Transformations.Rereadings[((ValueReference)value.Value).Value] = Define;
        }

        return value;

        TypedExpression? Define(DeclaredType wanted)
        {
            if (Constant(map.DefaultValue, wanted) is not { } otherwise || Constant(map.MapMissingTo, wanted) is not { } missing)
            {
                return null;
            }

            var rows = ImmutableArray.CreateBuilder<LookupRow>();
            var seen = new HashSet<string>(StringComparer.Ordinal);
            foreach (MapValuesRow row in map.Rows)
            {
                Literal?[] key = [.. row.Keys.Select((text, i) => ConstantText.Parse(text!, fields[i].Type))];
                if (Constant(row.Output, wanted) is not { } output)
                {
                    return null;
                }

                // A key that is no value of its field's type can never match; of equal keys the first decides.
                bool matches = Array.TrueForAll(key, literal => literal is { IsMissing: false });
                if (matches && seen.Add(string.Concat(key.Select(literal => $"{literal!.Value.ToString().Length}:{literal.Value}"))))
                {
                    rows.Add(new LookupRow([.. key.Select(literal => literal!.Value)], [output.Value]));
                }
            }

            var table = new LookupTable(keys, rows.ToImmutable(), [otherwise], [missing]);
            PlanValue result = scope.Context.Plan.DefineKernel(["mapped"], table, origin)[0];
            return new TypedExpression(
                new ValueReference(result), wanted, wanted.Type is DataType.String or DataType.Boolean ? OpType.Categorical : OpType.Continuous);
        }

        Literal? Constant(string? text, DeclaredType wanted) =>
            text is null ? Literal.Missing(Conversions.Held(wanted.Type)) : Conversions.ParseOrReport(text, wanted, scope, map.Location);
    }

    private static TypedExpression? AsChoice(
        MapValues map, List<TypedExpression> fields, DeclaredType type, IFieldScope scope, Origin origin)
    {
        var choices = ImmutableArray.CreateBuilder<ChosenText>();
        choices.Add(new ChosenText(Build.Or([.. fields.Select(field => Build.IsMissing(field.Value))]), map.MapMissingTo));
        foreach (MapValuesRow row in map.Rows)
        {
            var conditions = new List<Expression>();
            for (int i = 0; i < fields.Count; i++)
            {
                if (row.Keys[i] is { } text)
                {
                    if (ValueSet.Contains(fields[i], [text], scope, map.Location) is not { } equal)
                    {
                        return null;
                    }

                    conditions.Add(equal);
                }
            }

            choices.Add(new ChosenText(Build.And([.. conditions]), row.Output));
        }

        return ChosenTexts.Define(type, choices.ToImmutable(), map.DefaultValue, "mapped", scope, map.Location, origin);
    }
}

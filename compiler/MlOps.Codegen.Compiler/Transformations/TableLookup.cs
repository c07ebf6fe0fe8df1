using System.Collections.Immutable;
using MlOps.Codegen.Compiler.Lowering;
using MlOps.Codegen.Compiler.Pipeline;
using MlOps.Codegen.Compiler.Pipeline.Expressions;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Expressions;
using MlOps.Codegen.Plan.Kernels;

namespace MlOps.Codegen.Compiler.Transformations;

/// <summary>MapValues: a table of constants, looked up by one field or several.</summary>
internal static class TableLookup
{
    /// <summary>Lowers a MapValues.</summary>
    /// <param name="map">The element.</param>
    /// <param name="scope">What its fields mean.</param>
    /// <param name="origin">Where it comes from.</param>
    /// <param name="wanted">The type of the results where the element declares none.</param>
    public static TypedExpression? Lower(MapValues map, IFieldScope scope, Origin origin, DeclaredType? wanted)
    {
        DeclaredType type = map.Type ?? wanted ?? new DeclaredType(DataType.String);
        ImmutableArray<TypedExpression?> fields = [.. map.Keys.Select(key => scope.Resolve(key, map.Location))];
        if (fields.Any(field => field is null))
        {
            return null;
        }

        ImmutableArray<TypedExpression> keys = [.. fields.Select(field => field!)];
        return Typed(map, keys, type, scope, origin);
    }

    private static TypedExpression? Typed(
        MapValues map, ImmutableArray<TypedExpression> keys, DeclaredType type, IFieldScope scope, Origin origin)
    {
        Literal? whenMissing = Output(map.MapMissingTo);
        Literal? otherwise = Output(map.DefaultValue);
        if (Rows() is not { } rows || whenMissing is null || otherwise is null)
        {
            return null;
        }

        ImmutableArray<PlanValue> values = [.. keys.Select((key, i) => Key(key, map.Keys[i], scope, origin))];
        bool hasWildcards = rows.Any(row => row.Key.Any(cell => cell.IsMissing));
        Expression result = hasWildcards
            ? FirstMatch(values, rows, whenMissing, otherwise)
            : Table(map, values, rows, whenMissing, otherwise, scope, origin);
        if (type.Type == DataType.String && result is ValueReference reference)
        {
            scope.Context.Transformations.Rereadings[reference.Value] = other => Typed(map, keys, other, scope, origin);
        }

        return new TypedExpression(result, type, OpType.Categorical);

        Literal? Output(string? text) => text is null
            ? Literal.Missing(Conversions.Held(type.Type))
            : Conversions.ParseOrReport(text, type, scope, map.Location);

        List<LookupRow>? Rows()
        {
            var read = new List<LookupRow>(map.Rows.Length);
            bool complete = true;
            foreach (MapValuesRow row in map.Rows)
            {
                Literal? output = Output(row.Output);
                ImmutableArray<Literal?> cells = [.. row.Keys.Select((cell, i) => cell is null
                    ? Literal.Missing(keys[i].Value.Type)
                    : Conversions.ParseOrReport(cell, keys[i].Type, scope, map.Location))];
                complete &= output is not null && cells.All(cell => cell is not null);
                if (complete)
                {
                    read.Add(new LookupRow([.. cells.Select(cell => cell!.Value)], [output!.Value]));
                }
            }

            return complete ? read : null;
        }
    }

    // Tables are keyed by plain values: a calendar value is the number that holds it.
    private static PlanValue Key(TypedExpression key, string name, IFieldScope scope, Origin origin) =>
        scope.Context.AsValue(
            name + "_key",
            key.Value.Type is DataType.Date or DataType.Time or DataType.DateTime ? Build.Unary(UnaryOperator.ToInteger, key.Value) : key.Value,
            origin);

    private static ValueReference Table(
        MapValues map,
        ImmutableArray<PlanValue> keys,
        List<LookupRow> rows,
        Literal whenMissing,
        Literal otherwise,
        IFieldScope scope,
        Origin origin)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        ImmutableArray<LookupRow> unique = [.. rows.Where(row => seen.Add(string.Join('\u0000', row.Key.Select(cell => cell.ToString()))))];
        var table = new LookupTable(keys, unique, [otherwise], [whenMissing]);
        return new ValueReference(scope.Context.Plan.DefineKernel([string.Join('_', map.Keys) + "_mapped"], table, origin)[0]);
    }

    private static Expression FirstMatch(ImmutableArray<PlanValue> keys, List<LookupRow> rows, Literal whenMissing, Literal otherwise)
    {
        Expression anyMissing = Build.Or([.. keys.Select(key => Build.IsMissing(new ValueReference(key)))]);
        ImmutableArray<CaseBranch> branches = [new CaseBranch(anyMissing, whenMissing), .. rows.Select(row => new CaseBranch(
            Build.And([.. keys.Zip(row.Key)
                .Where(pair => !pair.Second.IsMissing)
                .Select(pair => Build.Equal(new ValueReference(pair.First), new Literal(pair.First.Type, pair.Second)))]),
            new Literal(otherwise.Type, row.Values[0])))];
        return Build.Case(branches, otherwise);
    }
}

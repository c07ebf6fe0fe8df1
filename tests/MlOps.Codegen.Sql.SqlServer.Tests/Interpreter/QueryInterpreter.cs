using System.Globalization;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace MlOps.Codegen.Sql.SqlServer.Tests.Interpreter;

/// <summary>Evaluates queries of the form that generated functions have.</summary>
/// <param name="variables">What the query can refer to beside its own columns.</param>
/// <param name="table">The row of any table that is named.</param>
internal sealed class QueryInterpreter(IReadOnlyDictionary<string, object?> variables, IReadOnlyDictionary<string, object?> table)
{
    /// <summary>The rows of a query.</summary>
    public List<List<KeyValuePair<string, object?>>> Rows(QueryExpression query)
    {
        var specification = (QuerySpecification)query;
        IEnumerable<Dictionary<string, object?>> scopes = specification.FromClause is null
            ? [new Dictionary<string, object?>(variables, StringComparer.OrdinalIgnoreCase)]
            : Scopes(Assert.Single(specification.FromClause.TableReferences));
        if (specification.TopRowFilter is { } top)
        {
            scopes = scopes.Take(Convert.ToInt32(new ExpressionInterpreter(variables, table).Value(top.Expression), CultureInfo.InvariantCulture));
        }

        return [.. scopes.Select(scope => Selected(specification, new ExpressionInterpreter(scope, table)))];
    }

    /// <summary>The value of a subquery that aggregates one column of constants.</summary>
    public object? Scalar(QueryExpression query)
    {
        var specification = (QuerySpecification)query;
        var call = (FunctionCall)((SelectScalarExpression)Assert.Single(specification.SelectElements)).Expression;
        var values = Scopes(Assert.Single(specification.FromClause.TableReferences))
            .Select(scope => new ExpressionInterpreter(scope, table).Value(Assert.Single(call.Parameters)))
            .ToList();
        Comparer<object?> order = Comparer<object?>.Create((left, right) => SqlArithmetic.Compare(left, right)!.Value);
        return call.FunctionName.Value switch
        {
            "MIN" => values.Min(order),
            "MAX" => values.Max(order),
            _ => throw new NotSupportedException($"the interpreter lacks {call.FunctionName.Value}"),
        };
    }

    private static List<KeyValuePair<string, object?>> Selected(QuerySpecification specification, ExpressionInterpreter interpreter)
    {
        var row = new List<KeyValuePair<string, object?>>();
        foreach (SelectElement element in specification.SelectElements)
        {
            var scalar = (SelectScalarExpression)element;
            string name = scalar.ColumnName?.Value ?? ((ColumnReferenceExpression)scalar.Expression).MultiPartIdentifier.Identifiers[^1].Value;
            row.Add(new(name, interpreter.Value(scalar.Expression)));
        }

        return row;
    }

    // Joins nest to the left, one per stage: they are taken from the first on.
    private IEnumerable<Dictionary<string, object?>> Scopes(TableReference reference)
    {
        var applied = new Stack<UnqualifiedJoin>();
        while (reference is UnqualifiedJoin join)
        {
            applied.Push(join);
            reference = join.FirstTableReference;
        }

        // What the query is applied to is hidden by columns of its own that have the same name.
        IEnumerable<Dictionary<string, object?>> own = [new(StringComparer.OrdinalIgnoreCase)];
        own = Joined(own, reference);
        foreach (UnqualifiedJoin join in applied)
        {
            Assert.True(join.UnqualifiedJoinType is UnqualifiedJoinType.CrossApply or UnqualifiedJoinType.OuterApply);
            own = [.. Joined(own, join.SecondTableReference)];
        }

        return own.Select(WithVariables);
    }

    private IEnumerable<Dictionary<string, object?>> Joined(IEnumerable<Dictionary<string, object?>> own, TableReference reference) =>
        own.SelectMany(row => Rows(reference, WithVariables(row)).Select(columns =>
        {
            // Unqualified names must not be ambiguous (209).
            var joined = new Dictionary<string, object?>(row, StringComparer.OrdinalIgnoreCase);
            foreach ((string name, object? value) in columns)
            {
                joined.Add(name, value);
            }

            return joined;
        }));

    private IEnumerable<IEnumerable<KeyValuePair<string, object?>>> Rows(TableReference reference, Dictionary<string, object?> scope) => reference switch
    {
        NamedTableReference => [table],
        QueryDerivedTable derived => new QueryInterpreter(scope, table).Rows(derived.QueryExpression),
        InlineDerivedTable values => values.RowValues.Select(row =>
            row.ColumnValues.Zip(values.Columns, (value, column) => new KeyValuePair<string, object?>(column.Value, new ExpressionInterpreter(scope, table).Value(value)))),
        _ => throw new NotSupportedException($"the interpreter lacks {reference.GetType().Name}"),
    };

    private Dictionary<string, object?> WithVariables(Dictionary<string, object?> own)
    {
        var scope = new Dictionary<string, object?>(variables, StringComparer.OrdinalIgnoreCase);
        foreach ((string name, object? value) in own)
        {
            scope[name] = value;
        }

        return scope;
    }
}

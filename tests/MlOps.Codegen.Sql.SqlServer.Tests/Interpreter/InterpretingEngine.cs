using System.Globalization;
using Microsoft.SqlServer.TransactSql.ScriptDom;
using MlOps.Codegen.Deployment.Engines;
using MlOps.Codegen.Sql.SqlServer.Tests.Validity;
using MlOps.Runtime;

namespace MlOps.Codegen.Sql.SqlServer.Tests.Interpreter;

/// <summary>
/// An engine that runs generated queries as the reference documents T-SQL: binary and other collations, padding of texts, errors for
/// overflow and outside of a function's domain, no infinities, unknown conditions.
/// </summary>
internal sealed class InterpretingEngine : IScoringEngine
{
    public List<object?[]> Score(
        IReadOnlyList<FieldSchema> columns,
        IReadOnlyList<object?[]> rows,
        IScorer scorer,
        IReadOnlyList<string> inputs,
        CancellationToken cancellation) => throw new NotSupportedException("queries are interpreted; there is no server to stream from");

    public List<object?[]> Query(
        IReadOnlyList<ScratchTable> tables,
        IReadOnlyList<string> install,
        Func<IReadOnlyList<string>, string> query,
        IReadOnlyList<FieldSchema> outputs,
        int count,
        CancellationToken cancellation)
    {
        if (tables is not [var table])
        {
            throw new NotSupportedException("the interpreter has rows, and no joins or groups");
        }

        Assert.Empty(install);
        var script = (TSqlScript)Script.Parse(query(["#rows"]));
        QueryExpression parsed = ((SelectStatement)Assert.Single(Assert.Single(script.Batches).Statements)).QueryExpression;
        return [.. table.Rows.Select((row, i) => Score(parsed, table.Columns, row, i, outputs))];
    }

    public void Dispose()
    {
    }

    private static object?[] Score(
        QueryExpression query, IReadOnlyList<FieldSchema> columns, object?[] row, int number, IReadOnlyList<FieldSchema> outputs)
    {
        var table = new Dictionary<string, object?>(StringComparer.OrdinalIgnoreCase) { ["mlops_row"] = (long)number };
        for (int i = 0; i < columns.Count; i++)
        {
            table.Add(columns[i].Name, row[i] is string text ? new SqlText(text, IsBinary: false) : row[i]);
        }

        List<KeyValuePair<string, object?>> scores = Assert.Single(new QueryInterpreter(new Dictionary<string, object?>(), table).Rows(query));
        Assert.Equal((long)number, scores[0].Value);
        return [.. scores.Skip(1).Select((score, i) => Typed(score, outputs[i]))];
    }

    // The type of each column is known to a server before it runs: it must be the plan's.
    private static object? Typed(KeyValuePair<string, object?> score, FieldSchema output) => (score.Value, output.Type) switch
    {
        _ when score.Key != output.Name => throw new InvalidOperationException($"the column '{output.Name}' is called '{score.Key}'"),
        (null, _) => null,
        (SqlText { IsBinary: true } text, DataType.String) => text.Value,
        (bool, DataType.Boolean) or (long, DataType.Integer) or (DateOnly, DataType.Date) or (TimeOnly, DataType.Time) or (DateTime, DataType.DateTime) =>
            score.Value,

        // Minus zero is zero to all that compare it.
        (double number, DataType.Double) => number == 0 ? 0.0 : number,
        _ => throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"a column of {output.Type} holds a {score.Value!.GetType().Name}")),
    };
}

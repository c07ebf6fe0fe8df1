using System.Collections.Immutable;
using Microsoft.SqlServer.TransactSql.ScriptDom;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Sql.SqlServer.Tests.Validity;

namespace MlOps.Codegen.Sql.SqlServer.Tests.Interpreter;

/// <summary>
/// Runs a plan's generated function as the reference documents T-SQL: binary and other collations, padding of texts, errors for
/// overflow and outside of a function's domain, no infinities, unknown conditions.
/// </summary>
internal sealed class FunctionInterpreter
{
    private readonly ImmutableArray<DataType> outputs;
    private readonly CreateOrAlterFunctionStatement function;

    public FunctionInterpreter(ScoringPlan plan)
    {
        outputs = [.. plan.Outputs.Select(output => output.Value.Type)];
        function = Found.In(Script.Parse(Script.Of(plan)["install.sql"]));
    }

    /// <summary>The scores of a row.</summary>
    public Scalar[] Score(IReadOnlyList<Scalar> row, IReadOnlyList<DataType> types)
    {
        var variables = new Dictionary<string, object?>(StringComparer.OrdinalIgnoreCase);
        for (int i = 0; i < row.Count; i++)
        {
            variables.Add(function.Parameters[i].VariableName.Value, Held(row[i], types[i]));
        }

        SelectStatement select = ((SelectFunctionReturnType)function.ReturnType).SelectStatement;
        List<KeyValuePair<string, object?>> scores = Assert.Single(new QueryInterpreter(variables).Rows(select.QueryExpression));
        return [.. scores.Select((score, i) => ToScalar(score.Value, outputs[i]))];
    }

    private static object? Held(Scalar value, DataType type) => value.IsMissing ? null : type switch
    {
        DataType.Boolean => value.Boolean,
        DataType.Integer => value.Integer,
        DataType.Double => value.Double,
        DataType.String => new SqlText(value.Text, IsBinary: false),
        DataType.Date => DateOnly.FromDateTime(DateTime.UnixEpoch.AddDays(value.Integer)),
        DataType.Time => new TimeOnly(value.Integer * TimeSpan.TicksPerSecond),
        DataType.DateTime => DateTime.UnixEpoch.AddSeconds(value.Integer),
        _ => throw new InvalidOperationException($"unknown type {type}"),
    };

    // The type of each column is known to a server before it runs: it must be the plan's.
    private static Scalar ToScalar(object? value, DataType type) => (value, type) switch
    {
        (null, _) => Scalar.Missing,
        (bool flag, DataType.Boolean) => Scalar.FromBoolean(flag),
        (long number, DataType.Integer) => Scalar.FromInteger(number),
        (double number, DataType.Double) => Scalar.FromDouble(number),
        (SqlText { IsBinary: true } text, DataType.String) => Scalar.FromText(text.Value),
        (DateOnly date, DataType.Date) => Scalar.FromInteger(date.DayNumber - DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber),
        (TimeOnly time, DataType.Time) => Scalar.FromInteger(time.Ticks / TimeSpan.TicksPerSecond),
        (DateTime moment, DataType.DateTime) => Scalar.FromInteger((moment.Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerSecond),
        _ => throw new InvalidOperationException($"a column of {type} holds a {value.GetType().Name}"),
    };

    private sealed class Found : TSqlFragmentVisitor
    {
        private readonly List<CreateOrAlterFunctionStatement> functions = [];

        public static CreateOrAlterFunctionStatement In(TSqlFragment script)
        {
            var found = new Found();
            script.Accept(found);
            return Assert.Single(found.functions);
        }

        public override void Visit(CreateOrAlterFunctionStatement node) => functions.Add(node);
    }
}

using System.Globalization;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace MlOps.Codegen.Sql.SqlServer.Tests.Interpreter;

/// <summary>Evaluates scalar expressions and conditions for one row, with unknown as null.</summary>
/// <param name="variables">Variables and the columns in scope, by name without regard to case.</param>
/// <param name="table">The row of any table that is named.</param>
internal sealed class ExpressionInterpreter(IReadOnlyDictionary<string, object?> variables, IReadOnlyDictionary<string, object?> table)
{
    /// <summary>The value of an expression; an integer has the type that the server derives before it runs.</summary>
    public object? Value(ScalarExpression expression) =>
        Collated(Computed(expression), (expression as PrimaryExpression)?.Collation) switch
        {
            int number when IsBigInt(expression) => (long)number,
            object value => value,
            null => null,
        };

    private object? Computed(ScalarExpression expression) => expression switch
    {
        ParenthesisExpression inner => Value(inner.Expression),
        NullLiteral => null,
        IntegerLiteral literal => Integer(literal.Value),
        NumericLiteral literal => decimal.Parse(literal.Value, CultureInfo.InvariantCulture),
        RealLiteral literal => double.Parse(literal.Value, CultureInfo.InvariantCulture),
        StringLiteral { IsNational: true } literal => new SqlText(literal.Value, IsBinary: false),
        ColumnReferenceExpression column => Variable(column.MultiPartIdentifier.Identifiers[^1].Value),
        VariableReference variable => Variable(variable.Name),
        UnaryExpression { UnaryExpressionType: UnaryExpressionType.Negative } unary => SqlArithmetic.Negate(Value(unary.Expression)),
        BinaryExpression binary => SqlArithmetic.Apply(binary.BinaryExpressionType, Value(binary.FirstExpression), Value(binary.SecondExpression)),
        SearchedCaseExpression @case => Case(@case),
        SimpleCaseExpression @case => Case(@case),
        CoalesceExpression coalesce => coalesce.Expressions.Select(Value).FirstOrDefault(value => value is not null),
        NullIfExpression nullIf => NullIf(Value(nullIf.FirstExpression), Value(nullIf.SecondExpression)),
        CastCall cast => SqlConversion.Convert(Value(cast.Parameter), cast.DataType, style: null),
        ConvertCall convert => SqlConversion.Convert(Value(convert.Parameter), convert.DataType, Style(convert.Style)),
        TryConvertCall convert when Style(convert.Style) == 23 => SqlConversion.TryDate(Value(convert.Parameter)),
        LeftFunctionCall or RightFunctionCall => Call(expression is RightFunctionCall ? "RIGHT" : "LEFT", Parameters(expression)),
        FunctionCall call => Function(call),
        ScalarSubquery subquery => new QueryInterpreter(variables, table).Scalar(subquery.QueryExpression),
        _ => throw new NotSupportedException($"the interpreter lacks {expression.GetType().Name}"),
    };

    public bool? Condition(BooleanExpression condition) => condition switch
    {
        BooleanParenthesisExpression inner => Condition(inner.Expression),
        BooleanNotExpression not => !Condition(not.Expression),
        BooleanBinaryExpression { BinaryExpressionType: BooleanBinaryExpressionType.And } and => And(Condition(and.FirstExpression), Condition(and.SecondExpression)),
        BooleanBinaryExpression { BinaryExpressionType: BooleanBinaryExpressionType.Or } or => !And(!Condition(or.FirstExpression), !Condition(or.SecondExpression)),
        BooleanIsNullExpression isNull => Value(isNull.Expression) is null != isNull.IsNot,
        BooleanComparisonExpression comparison => Compare(comparison),
        BooleanTernaryExpression between => Between(between),
        InPredicate membership => In(membership),
        LikePredicate like => Like(like),
        _ => throw new NotSupportedException($"the interpreter lacks {condition.GetType().Name}"),
    };

    private static object Integer(string digits) => long.TryParse(digits, CultureInfo.InvariantCulture, out long number) && number <= int.MaxValue
        ? (object)(int)number
        : decimal.Parse(digits, CultureInfo.InvariantCulture);

    private static object? Collated(object? value, Identifier? collation) => (value, collation?.Value) switch
    {
        (_, null) => value,
        (SqlText text, "Latin1_General_100_BIN2") => text with { IsBinary = true },
        (null, _) => null,
        _ => throw new SqlError($"{collation!.Value} collates {value.GetType().Name}"),
    };

    private object? Variable(string name) => variables.TryGetValue(name, out object? value)
        ? value
        : throw new SqlError($"invalid column name '{name}' (207)");

    // Whether one of the values that a choice may have is a bigint: then all are.
    private bool IsBigInt(ScalarExpression expression) => expression switch
    {
        ParenthesisExpression inner => IsBigInt(inner.Expression),
        ColumnReferenceExpression or VariableReference => Computed(expression) is long or null,
        CastCall cast => ((SqlDataTypeReference)cast.DataType).SqlDataTypeOption == SqlDataTypeOption.BigInt,
        FunctionCall call => call.FunctionName.Value.ToUpperInvariant() is "DATALENGTH" or "LEN" or "DATEDIFF_BIG"
            || (call.FunctionName.Value.Equals("ABS", StringComparison.OrdinalIgnoreCase) && IsBigInt(call.Parameters[0])),
        UnaryExpression unary => IsBigInt(unary.Expression),
        BinaryExpression binary => IsBigInt(binary.FirstExpression) || IsBigInt(binary.SecondExpression),
        SearchedCaseExpression @case => @case.WhenClauses.Any(when => IsBigInt(when.ThenExpression)) || (@case.ElseExpression is { } other && IsBigInt(other)),
        CoalesceExpression coalesce => coalesce.Expressions.Any(IsBigInt),
        NullIfExpression nullIf => IsBigInt(nullIf.FirstExpression),
        _ => false,
    };

    private object? Case(SearchedCaseExpression @case)
    {
        foreach (SearchedWhenClause when in @case.WhenClauses)
        {
            if (Condition(when.WhenExpression) == true)
            {
                return Value(when.ThenExpression);
            }
        }

        return @case.ElseExpression is null ? null : Value(@case.ElseExpression);
    }

    private object? Case(SimpleCaseExpression @case)
    {
        object? input = Value(@case.InputExpression);
        SimpleWhenClause? taken = @case.WhenClauses.FirstOrDefault(when => SqlArithmetic.Compare(input, Value(when.WhenExpression)) == 0);
        return taken is not null ? Value(taken.ThenExpression) : @case.ElseExpression is null ? null : Value(@case.ElseExpression);
    }

    private static object? NullIf(object? value, object? other) => SqlArithmetic.Compare(value, other) == 0 ? null : value;

    private int? Style(ScalarExpression? style) => style is null ? null : (int?)Value(style);

    private static IList<ScalarExpression> Parameters(ScalarExpression call) =>
        call is RightFunctionCall right ? right.Parameters : ((LeftFunctionCall)call).Parameters;

    private object? Function(FunctionCall call)
    {
        string name = call.FunctionName.Value.ToUpperInvariant();
        return name is "DATEADD" or "DATEDIFF" or "DATEDIFF_BIG" or "DATEPART"
            ? SqlFunctions.CallWithPart(
                name, DatePart(call.Parameters[0]), [.. call.Parameters.Skip(1).Select(Value)])
            : Call(name, call.Parameters);
    }

    private static string DatePart(ScalarExpression part) => part switch
    {
        IdentifierLiteral literal => literal.Value,
        ColumnReferenceExpression column => column.MultiPartIdentifier.Identifiers[0].Value,
        _ => throw new NotSupportedException($"the interpreter lacks {part.GetType().Name} as a part of a date"),
    };

    private object? Call(string name, IList<ScalarExpression> parameters) => SqlFunctions.Call(name, [.. parameters.Select(Value)]);

    // Kleene's: false decides, whatever the other is.
    private static bool? And(bool? left, bool? right) => left == false || right == false ? false : left & right;

    private bool? Compare(BooleanComparisonExpression comparison)
    {
        int? order = SqlArithmetic.Compare(Value(comparison.FirstExpression), Value(comparison.SecondExpression));
        return order is null ? null : comparison.ComparisonType switch
        {
            BooleanComparisonType.Equals => order == 0,
            BooleanComparisonType.NotEqualToBrackets => order != 0,
            BooleanComparisonType.LessThan => order < 0,
            BooleanComparisonType.LessThanOrEqualTo => order <= 0,
            BooleanComparisonType.GreaterThan => order > 0,
            BooleanComparisonType.GreaterThanOrEqualTo => order >= 0,
            _ => throw new NotSupportedException($"the interpreter lacks {comparison.ComparisonType}"),
        };
    }

    private bool? Between(BooleanTernaryExpression between)
    {
        object? value = Value(between.FirstExpression);
        bool? inside = And(
            SqlArithmetic.Compare(value, Value(between.SecondExpression)) is { } low ? low >= 0 : null,
            SqlArithmetic.Compare(value, Value(between.ThirdExpression)) is { } high ? high <= 0 : null);
        return between.TernaryExpressionType == BooleanTernaryExpressionType.NotBetween ? !inside : inside;
    }

    private bool? In(InPredicate membership)
    {
        object? value = Value(membership.Expression);
        bool? found = false;
        foreach (ScalarExpression member in membership.Values)
        {
            bool? same = SqlArithmetic.Compare(value, Value(member)) is { } order ? order == 0 : null;
            found = !And(!found, !same);
        }

        return membership.NotDefined ? !found : found;
    }

    private bool? Like(LikePredicate like)
    {
        if (Value(like.FirstExpression) is not SqlText text || Value(like.SecondExpression) is not SqlText pattern)
        {
            return null;
        }

        return LikeMatcher.IsMatch(text.Value, pattern.Value, SqlText.Comparison(text, pattern)) != like.NotDefined;
    }
}

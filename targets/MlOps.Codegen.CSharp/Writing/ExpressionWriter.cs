using System.Collections.Immutable;
using System.Globalization;
using MlOps.Codegen.CSharp.Naming;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Expressions;

namespace MlOps.Codegen.CSharp.Writing;

/// <summary>Writes expressions of the plan as C# expressions.</summary>
/// <remarks>
/// Operations have no effects and never fail, so a part may be computed earlier than where it stands: what nests deep or grows
/// long becomes a local variable of its own. Neither Roslyn nor a reader meets a deep expression.
/// </remarks>
internal sealed partial class ExpressionWriter(MethodScope scope)
{
    private const int DeepestExpression = 8;
    private const int LongestExpression = 400;
    private const int MostOperands = 24;

    /// <summary>An expression of the type that holds such values, NaN or null where it is missing.</summary>
    /// <param name="expression">The expression.</param>
    public Code Value(Expression expression) => Limit(ValueCode(expression), TypeNames.Held(expression.Type));

    private Code ValueCode(Expression expression) => expression switch
    {
        Literal literal => LiteralCode(literal),
        ValueReference reference => Code.Atom(scope[reference.Value]),
        _ when IsNeverMissing(expression) => Cast(True(expression)),
        UnaryExpression unary => Unary(unary),
        BinaryExpression binary => Binary(binary),
        NaryExpression nary => Nary(nary),
        CaseExpression @case => BoundedOperand.Of(@case) is { } bounded ? Bound(bounded) : Case(@case),
        InSetExpression inSet => InSet(inSet),
        CallExpression call => Call(call),
        _ => throw new InvalidOperationException($"unknown expression {expression.GetType().Name}"),
    };

    private Code Bound(BoundedOperand bounded)
    {
        Code operand = Value(bounded.Operand);
        return Code.Call($"ScalarMath.Bound({operand.Text}, {Literals.Double(bounded.Least)}, {Literals.Double(bounded.Most)})", operand);
    }

    private static Code Cast(Code truth) => Code.Operation($"(bool?){truth.Operand}", truth);

    private static Code LiteralCode(Literal literal)
    {
        string text = Literals.Typed(literal);
        return new Code(text, IsAtom: text[0] is not ('-' or '('), 0);
    }

    // What a comparison with a literal needs: the literal without a cast, so that it reads well.
    private Code Comparand(Expression expression)
    {
        if (expression is not Literal { IsMissing: false } literal)
        {
            return Value(expression);
        }

        string text = Literals.Element(literal.Type, literal.Value);
        return new Code(text, IsAtom: text[0] != '-', 0);
    }

    private Code Limit(Code code, string type)
    {
        if (code.Depth <= DeepestExpression && code.Text.Length <= LongestExpression)
        {
            return code;
        }

        string part = scope.DeclarePart();
        scope.Current.Line($"{type} {part} = {code.Text};");
        return Code.Atom(part);
    }

    private Code Unary(UnaryExpression unary)
    {
        DataType type = unary.Operand.Type;
        Code operand = Value(unary.Operand);
        return unary.Operator switch
        {
            UnaryOperator.Not => Code.Operation($"!{operand.Operand}", operand),
            UnaryOperator.Negate when type == DataType.Double => Code.Operation($"-{operand.Operand}", operand),
            UnaryOperator.Negate => Code.Call($"unchecked(-{operand.Operand})", operand),
            UnaryOperator.Abs when type == DataType.Double => CallOf("Math.Abs", operand),
            UnaryOperator.Abs => CallOf("ScalarMath.Abs", operand),
            UnaryOperator.Floor => CallOf("Math.Floor", operand),
            UnaryOperator.Ceiling => CallOf("Math.Ceiling", operand),
            UnaryOperator.Exp => CallOf("ScalarMath.Exp", operand),
            UnaryOperator.Ln => CallOf("ScalarMath.Ln", operand),
            UnaryOperator.Log10 => CallOf("ScalarMath.Log10", operand),
            UnaryOperator.Sqrt => CallOf("Math.Sqrt", operand),
            UnaryOperator.Sin => CallOf("Math.Sin", operand),
            UnaryOperator.Cos => CallOf("Math.Cos", operand),
            UnaryOperator.Tan => CallOf("Math.Tan", operand),
            UnaryOperator.Asin => CallOf("Math.Asin", operand),
            UnaryOperator.Acos => CallOf("Math.Acos", operand),
            UnaryOperator.Atan => CallOf("Math.Atan", operand),
            UnaryOperator.ToDouble when type == DataType.Double => operand,
            UnaryOperator.ToDouble => CallOf("ScalarMath.ToDouble", operand),
            UnaryOperator.ToInteger when type is DataType.Double or DataType.Boolean => CallOf("ScalarMath.ToInteger", operand),
            UnaryOperator.ToInteger => operand,
            UnaryOperator.ToFloat32 => CallOf("ScalarMath.ToFloat32", operand),
            UnaryOperator.ToText => ToText(operand, type),
            UnaryOperator.ToDate => CallOf("ScalarCalendar.ParseDate", operand),
            _ => throw new InvalidOperationException($"unknown operator {unary.Operator}"),
        };
    }

    private static Code ToText(Code operand, DataType type) => type switch
    {
        DataType.String => operand,
        DataType.Boolean or DataType.Integer or DataType.Double => CallOf("ScalarText.ToText", operand),
        DataType.Date => Code.Call($"ScalarCalendar.FormatDate({operand.Text}, \"%Y-%m-%d\")", operand),
        DataType.Time => Code.Call($"ScalarCalendar.FormatDateTime({operand.Text}, \"%H:%M:%S\")", operand),
        DataType.DateTime => Code.Call($"ScalarCalendar.FormatDateTime({operand.Text}, \"%Y-%m-%dT%H:%M:%S\")", operand),
        _ => throw new InvalidOperationException($"no text for {type}"),
    };

    private Code Binary(BinaryExpression binary)
    {
        Code left = Value(binary.Left);
        Code right = Value(binary.Right);
        bool isDouble = binary.Left.Type == DataType.Double;
        return binary.Operator switch
        {
            BinaryOperator.Subtract => Arithmetic("-", isDouble, left, right),
            BinaryOperator.Multiply => Arithmetic("*", isDouble, left, right),
            BinaryOperator.Divide when binary.Right is Literal { Value: { IsMissing: false, Double: not 0 } } =>
                Code.Operation($"{left.Operand} / {right.Operand}", left, right),
            BinaryOperator.Divide => CallOf("ScalarMath.Divide", left, right),
            BinaryOperator.IntegerDivide => CallOf("ScalarMath.IntegerDivide", left, right),
            BinaryOperator.Power => CallOf("ScalarMath.Power", left, right),
            BinaryOperator.Equal or BinaryOperator.NotEqual or BinaryOperator.Less or BinaryOperator.LessOrEqual
                or BinaryOperator.Greater or BinaryOperator.GreaterOrEqual => CallOf($"ScalarTest.{binary.Operator}", left, right),
            _ => throw new InvalidOperationException($"unknown operator {binary.Operator}"),
        };
    }

    private static Code Arithmetic(string sign, bool isDouble, Code left, Code right)
    {
        string text = $"{left.Operand} {sign} {right.Operand}";
        return isDouble ? Code.Operation(text, left, right) : Code.Call($"unchecked({text})", left, right);
    }

    private Code Nary(NaryExpression nary)
    {
        bool isDouble = nary.Type == DataType.Double;
        switch (nary.Operator)
        {
            case NaryOperator.And:
                return Grouped(Values(nary), " & ", "bool?");
            case NaryOperator.Or:
                return Grouped(Values(nary), " | ", "bool?");
            case NaryOperator.Coalesce when isDouble:
                return CallOf("ScalarMath.Coalesce", Values(nary));
            case NaryOperator.Coalesce when nary.Operands.Length <= MostOperands:
                return Chain(Values(nary), " ?? ");
            case NaryOperator.Coalesce:
                return CallOf($"ScalarMath.CoalesceAll<{TypeNames.Held(nary.Type)}>", Values(nary));
            case NaryOperator.Add when IsPlainlyMissing(nary):
            case NaryOperator.Min when IsPlainlyMissing(nary):
            case NaryOperator.Max when IsPlainlyMissing(nary):
            case NaryOperator.Concat when IsPlainlyMissing(nary):
                return LiteralCode(Literal.Missing(nary.Type));
            case NaryOperator.Add:
                return Sum(Values(nary), isDouble);
            case NaryOperator.Min:
                return CallOf(isDouble && nary.Operands.Length == 2 ? "Math.Min" : "ScalarMath.Min", Values(nary));
            case NaryOperator.Max:
                return CallOf(isDouble && nary.Operands.Length == 2 ? "Math.Max" : "ScalarMath.Max", Values(nary));
            case NaryOperator.Concat:
                return CallOf("ScalarText.Concat", Values(nary));
            default:
                throw new InvalidOperationException($"unknown operator {nary.Operator}");
        }
    }

    private static bool IsPlainlyMissing(NaryExpression nary) =>
        nary.Operands.Any(operand => operand is Literal { IsMissing: true });

    private Code[] Values(NaryExpression nary)
    {
        var codes = new Code[nary.Operands.Length];
        for (int i = 0; i < codes.Length; i++)
        {
            codes[i] = Value(nary.Operands[i]);
        }

        return codes;
    }

    // From left to right, because that is the order in which the plan rounds; a long sum goes through running sums.
    private Code Sum(Code[] operands, bool isDouble)
    {
        Code sum = operands[0];
        for (int begin = 1; begin < operands.Length; begin += MostOperands)
        {
            ReadOnlySpan<Code> terms = operands.AsSpan(begin, Math.Min(MostOperands, operands.Length - begin));
            Code chain = Chain([sum, .. terms], " + ");
            sum = isDouble ? chain : Code.Call($"unchecked({chain.Text})", chain);
            if (begin + MostOperands < operands.Length)
            {
                string part = scope.DeclarePart();
                scope.Current.Line($"{(isDouble ? "double" : "long?")} {part} = {sum.Text};");
                sum = Code.Atom(part);
            }
        }

        return sum;
    }

    // For associative operators: groups of operands become parts, until few are left.
    private Code Grouped(Code[] operands, string sign, string type)
    {
        while (operands.Length > MostOperands)
        {
            var groups = new List<Code>();
            foreach (Code[] group in operands.Chunk(MostOperands))
            {
                string part = scope.DeclarePart();
                scope.Current.Line($"{type} {part} = {Chain(group, sign).Text};");
                groups.Add(Code.Atom(part));
            }

            operands = [.. groups];
        }

        return Chain(operands, sign);
    }

    private static Code Chain(ReadOnlySpan<Code> operands, string sign)
    {
        var texts = new string[operands.Length];
        for (int i = 0; i < texts.Length; i++)
        {
            texts[i] = operands[i].Operand;
        }

        return operands.Length == 1 ? operands[0] : Code.Operation(string.Join(sign, texts), operands);
    }

    private static Code CallOf(string function, params ReadOnlySpan<Code> arguments)
    {
        var texts = new string[arguments.Length];
        for (int i = 0; i < texts.Length; i++)
        {
            texts[i] = arguments[i].Text;
        }

        return Code.Call($"{function}({string.Join(", ", texts)})", arguments);
    }

    private Code Call(CallExpression call)
    {
        ImmutableArray<Expression> arguments = call.Arguments;
        if (arguments.Any(argument => argument is Literal { IsMissing: true }))
        {
            return LiteralCode(Literal.Missing(call.Type));
        }

        Code text = Value(arguments[0]);
        switch (call.Function)
        {
            case ScalarFunction.Lower or ScalarFunction.Upper or ScalarFunction.Trim or ScalarFunction.Length or ScalarFunction.ReadSingle:
                return CallOf($"ScalarText.{call.Function}", text);
            case ScalarFunction.Substring:
                return CallOf("ScalarText.Substring", text, Value(arguments[1]), Value(arguments[2]));
            case ScalarFunction.Matches:
                return CallOf($"{scope.Data.Pattern(Constant(arguments[1]))}.Matches", text);
            case ScalarFunction.ReplaceAll:
                return CallOf($"{scope.Data.Pattern(Constant(arguments[1]))}.Replace", text, Value(arguments[2]));
            case ScalarFunction.Occurrences:
                return CallOf("ScalarText.Occurrences", text, Value(arguments[1]));
            case ScalarFunction.Translate:
                return CallOf($"{scope.Data.Translation(Constant(arguments[1]), Constant(arguments[2]))}.Apply", text);
            case ScalarFunction.Hash:
                return Hash([text, .. arguments[1..^3].Select(Value)], Constant(arguments[^3]), ((Literal)arguments[^2]).Value.Integer, ((Literal)arguments[^1]).Value.Integer);
            case ScalarFunction.FormatNumber:
                return CallOf($"{scope.Data.Format(Constant(arguments[1]))}.Format", text);
            case ScalarFunction.FormatDateTime:
                string function = arguments[0].Type == DataType.Date ? "FormatDate" : "FormatDateTime";
                return CallOf($"ScalarCalendar.{function}", text, Value(arguments[1]));
            default:
                throw new InvalidOperationException($"unknown function {call.Function}");
        }
    }

    private static Code Hash(Code[] values, string form, long seed, long bits)
    {
        const string Old = "Old";
        if (values.Length > 1)
        {
            return Code.Call(string.Create(CultureInfo.InvariantCulture, $"ScalarHash.{form}s({seed}, {bits}, {string.Join(", ", values.Select(each => each.Text))})"), values);
        }

        Code value = values[0];
        bool old = form.StartsWith(Old, StringComparison.Ordinal);
        string call = string.Create(
            CultureInfo.InvariantCulture,
            $"ScalarHash.{(old ? form[Old.Length..] : form)}({value.Text}, {seed}, {bits}{(old ? ", old: true" : "")})");
        return Code.Call(call, value);
    }

    private static string Constant(Expression argument) =>
        argument is Literal literal ? literal.Value.Text : throw new InvalidOperationException("a pattern or format is not a literal");
}

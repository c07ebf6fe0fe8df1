using System.Globalization;
using MlOps.Codegen.Plan.Expressions;

namespace MlOps.Codegen.MlNet.Formulas;

/// <summary>Reads the language of ML.NET's expression transform: one function of parameters, without side effects.</summary>
/// <remarks>
/// Numbers, booleans, texts, arithmetic, comparisons, choices, local definitions and the functions of <see cref="FormulaFunctions"/>.
/// Powers of integers, integers of 64 bits and texts of numbers with a fraction are refused by what they are.
/// </remarks>
internal sealed class FormulaParser
{
    private const int Longest = 10_000;
    private const int Deepest = 60;

    private readonly List<FormulaToken> tokens;
    private readonly Dictionary<string, FormulaValue> parameters = new(StringComparer.Ordinal);
    private int at;
    private int depth;

    private readonly Func<string, Expression, Expression> define;

    private FormulaParser(List<FormulaToken> tokens, Func<string, Expression, Expression> define)
    {
        this.tokens = tokens;
        this.define = define;
    }

    // How tightly operators bind, loosest first.
    private enum Precedence
    {
        Choice,
        Coalesce,
        Or,
        And,
        Compare,
        Add,
        Multiply,
        Prefix,
        Power,
    }

    private FormulaToken Current => tokens[at];

    /// <summary>Reads a formula.</summary>
    /// <param name="text">The formula.</param>
    /// <param name="arguments">What its parameters stand for, in order.</param>
    /// <param name="define">Defines a value under a wished name, and refers to it.</param>
    /// <exception cref="NotSupportedException">It has something that is not supported.</exception>
    public static FormulaValue Parse(string text, IReadOnlyList<FormulaValue> arguments, Func<string, Expression, Expression> define)
    {
        if (text.Length > Longest)
        {
            throw new NotSupportedException($"its formula has more than {Longest:N0} characters");
        }

        var parser = new FormulaParser(FormulaToken.Read(text), define);
        parser.ReadParameters(arguments);
        FormulaValue value = parser.ReadExpression(Precedence.Choice);
        return parser.Current.Kind == FormulaTokenKind.End ? value : throw parser.Unexpected();
    }

    private void ReadParameters(IReadOnlyList<FormulaValue> arguments)
    {
        bool bracketed = Take("(");
        foreach (FormulaValue argument in arguments)
        {
            if (parameters.Count > 0)
            {
                Require(",");
            }

            if (Current.Kind != FormulaTokenKind.Word || !parameters.TryAdd(Current.Text, argument))
            {
                throw Unexpected();
            }

            at++;
        }

        if (bracketed)
        {
            Require(")");
        }

        if (!Take(":"))
        {
            Require("=>");
        }
    }

    private FormulaValue ReadExpression(Precedence least)
    {
        if (++depth > Deepest)
        {
            throw new NotSupportedException($"its formula nests more than {Deepest} deep");
        }

        FormulaValue value = ReadPrimary();
        while (PrecedenceOf(Current) is { } precedence && precedence >= least)
        {
            value = precedence switch
            {
                Precedence.Choice => ReadChoice(value),
                Precedence.Coalesce => ReadCoalesce(value),
                Precedence.Or or Precedence.And => ReadLogic(value, precedence),
                Precedence.Compare => ReadComparisons(value),
                Precedence.Power => ReadPower(value),
                _ => ReadArithmetic(value, precedence),
            };
        }

        depth--;
        return value;
    }

    private static Precedence? PrecedenceOf(FormulaToken token) => token.Kind is FormulaTokenKind.Text ? null : token.Text switch
    {
        "?" => Precedence.Choice,
        "??" => Precedence.Coalesce,
        "||" or "or" => Precedence.Or,
        "&&" or "and" => Precedence.And,
        "=" or "==" or "!=" or "<>" or "<" or "<=" or ">" or ">=" => Precedence.Compare,
        "+" or "-" => Precedence.Add,
        "*" or "/" or "%" => Precedence.Multiply,
        "^" => Precedence.Power,
        _ => null,
    };

    private FormulaValue ReadChoice(FormulaValue condition)
    {
        at++;
        RequireBoolean(condition);
        FormulaValue then = ReadExpression(Precedence.Choice);
        Require(":");
        FormulaValue otherwise = ReadExpression(Precedence.Choice);
        FormulaType type = FormulaValue.Common(then, otherwise);
        return FormulaValue.Either(type, Build.If(condition.Value, then.As(type), otherwise.As(type)), then, otherwise);
    }

    // From right to left, as the only operator.
    private FormulaValue ReadCoalesce(FormulaValue value)
    {
        at++;
        FormulaValue other = ReadExpression(Precedence.Coalesce);
        FormulaType type = FormulaValue.Common(value, other);
        return new FormulaValue(type, Build.Coalesce(value.As(type), other.As(type)));
    }

    private FormulaValue ReadLogic(FormulaValue left, Precedence precedence)
    {
        at++;
        FormulaValue right = ReadExpression(precedence + 1);
        RequireBoolean(left);
        RequireBoolean(right);
        return new FormulaValue(
            FormulaType.Boolean, precedence == Precedence.Or ? Build.Or(left.Value, right.Value) : Build.And(left.Value, right.Value));
    }

    // a < b <= c holds where both hold.
    private FormulaValue ReadComparisons(FormulaValue left)
    {
        var all = new List<Expression>();
        while (PrecedenceOf(Current) == Precedence.Compare)
        {
            string sign = Current.Text;
            at++;
            FormulaValue right = ReadExpression(Precedence.Compare + 1);
            all.Add(Comparison(sign, left, right));
            left = right;
        }

        return new FormulaValue(FormulaType.Boolean, Build.And([.. all]));
    }

    // With what is no number nothing is equal, and everything unequal.
    private static Expression Comparison(string sign, FormulaValue left, FormulaValue right)
    {
        FormulaType type = FormulaValue.Common(left, right);
        BinaryOperator comparison = sign switch
        {
            "=" or "==" => BinaryOperator.Equal,
            "!=" or "<>" => BinaryOperator.NotEqual,
            _ when type is FormulaType.Boolean or FormulaType.Text => throw new NotSupportedException("its formula orders booleans or texts"),
            "<" => BinaryOperator.Less,
            "<=" => BinaryOperator.LessOrEqual,
            ">" => BinaryOperator.Greater,
            _ => BinaryOperator.GreaterOrEqual,
        };
        Expression compared = Build.Binary(comparison, left.As(type), right.As(type));
        return Build.Coalesce(compared, Literal.Boolean(comparison == BinaryOperator.NotEqual));
    }

    private FormulaValue ReadArithmetic(FormulaValue left, Precedence precedence)
    {
        string sign = Current.Text;
        at++;
        FormulaValue right = ReadExpression(precedence + 1);
        FormulaType type = FormulaValue.Common(left, right);
        if (type == FormulaType.Whole)
        {
            return WholeArithmetic.Compute(sign, left, right, define);
        }

        (Expression a, Expression b) = (left.As(type), right.As(type));
        return FormulaValue.Number(type, sign switch
        {
            _ when type is FormulaType.Boolean or FormulaType.Text => throw new NotSupportedException("its formula computes with booleans or texts"),
            "+" => Build.Add(a, b),
            "-" => Build.Subtract(a, b),
            "*" => Build.Multiply(a, b),
            "/" => Quotient(a, b),
            _ when type == FormulaType.Double => throw new NotSupportedException("its formula has '%' between numbers in double precision"),
            _ => WholeArithmetic.RemainderOfSingles(a, b, define),
        });
    }

    // From right to left. A negative power of 0 is infinite.
    private FormulaValue ReadPower(FormulaValue value)
    {
        at++;
        FormulaValue exponent = ReadExpression(Precedence.Prefix);
        FormulaType type = FormulaValue.Common(value, exponent);
        if (type is FormulaType.Boolean or FormulaType.Text or FormulaType.Whole)
        {
            throw new NotSupportedException($"its formula has a power of {(type == FormulaType.Whole ? "whole numbers only" : "booleans or texts")}");
        }

        (Expression a, Expression b) = (value.As(type), exponent.As(type));
        Expression zero = Build.Number(0);
        return FormulaValue.Number(type, Build.If(
            Build.And(Build.Equal(a, zero), Build.Binary(BinaryOperator.Less, b, zero)),
            Build.Number(double.PositiveInfinity),
            Build.Binary(BinaryOperator.Power, a, b)));
    }

    // Names for values in the rest of the brackets; a value is computed once, however often its name stands there.
    private FormulaValue ReadLocals()
    {
        Require("(");
        var hidden = new List<(string Name, FormulaValue? Value)>();
        do
        {
            string name = Current.Kind == FormulaTokenKind.Word ? Current.Text : throw Unexpected();
            at++;
            if (!Take("="))
            {
                Require("==");
            }

            FormulaValue value = ReadExpression(Precedence.Choice);
            hidden.Add((name, parameters.TryGetValue(name, out FormulaValue before) ? before : null));
            parameters[name] = value with { Value = define(name, value.Value) };
        }
        while (Take(","));
        Require(";");
        FormulaValue body = ReadExpression(Precedence.Choice);
        Require(")");
        foreach ((string name, FormulaValue? value) in Enumerable.Reverse(hidden))
        {
            if (value is { } before)
            {
                parameters[name] = before;
            }
            else
            {
                parameters.Remove(name);
            }
        }

        return body;
    }

    // A quotient by 0 is infinite, but for 0 by 0.
    private static Expression Quotient(Expression a, Expression b)
    {
        Expression zero = Build.Number(0);
        return Build.Case(
            [
                new CaseBranch(Build.And(Build.Equal(b, zero), Build.Binary(BinaryOperator.Greater, a, zero)), Build.Number(double.PositiveInfinity)),
                new CaseBranch(Build.And(Build.Equal(b, zero), Build.Binary(BinaryOperator.Less, a, zero)), Build.Number(double.NegativeInfinity)),
            ],
            Build.Divide(a, b));
    }

    private FormulaValue ReadPrimary()
    {
        FormulaToken token = Current;
        at++;
        switch (token.Kind)
        {
            case FormulaTokenKind.Number:
                return Number(token.Text);
            case FormulaTokenKind.Text:
                return new FormulaValue(FormulaType.Text, Literal.String(token.Text));
            case FormulaTokenKind.Word when token.Text == "with":
                return ReadLocals();
            case FormulaTokenKind.Word when token.Text is "true" or "false":
                return new FormulaValue(FormulaType.Boolean, Literal.Boolean(token.Text == "true"));
            case FormulaTokenKind.Sign when token.Text == "(":
                FormulaValue inner = ReadExpression(Precedence.Choice);
                Require(")");
                return inner;
            case FormulaTokenKind.Sign when token.Text == "-":
                FormulaValue operand = ReadExpression(Precedence.Prefix);
                return operand.Type switch
                {
                    FormulaType.Boolean or FormulaType.Text => throw new NotSupportedException("its formula computes with booleans"),
                    FormulaType.Whole => WholeArithmetic.Compute("-", FormulaValue.Whole(Build.Number(0), 0, 0), operand, define),
                    _ => operand with { Value = Build.Subtract(Build.Number(0), operand.Value) },
                };
            case var _ when token.Text is "!" or "not":
                FormulaValue condition = ReadExpression(Precedence.Prefix);
                RequireBoolean(condition);
                return condition with { Value = Build.Not(condition.Value) };
            case FormulaTokenKind.Word when Take("("):
                return FormulaFunctions.Call(token.Text, ReadArguments(), define);
            case FormulaTokenKind.Word:
                return parameters.TryGetValue(token.Text, out FormulaValue value)
                    ? value
                    : throw new NotSupportedException($"its formula has the word '{token.Text}'");
            default:
                at--;
                throw Unexpected();
        }
    }

    private List<FormulaValue> ReadArguments()
    {
        var arguments = new List<FormulaValue>();
        while (!Take(")"))
        {
            if (arguments.Count > 0)
            {
                Require(",");
            }

            arguments.Add(ReadExpression(Precedence.Choice));
        }

        return arguments;
    }

    private static FormulaValue Number(string text)
    {
        FormulaType type = text switch
        {
            _ when text.All(char.IsAsciiDigit) => FormulaType.Whole,
            _ when text[^1] is 'd' or 'D' => FormulaType.Double,
            _ => FormulaType.Single,
        };
        string digits = text.TrimEnd('d', 'D', 'f', 'F');
        if (type == FormulaType.Whole && int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out int whole))
        {
            return FormulaValue.Whole(Build.Number(whole), whole, whole);
        }

        if (type == FormulaType.Single && float.TryParse(digits, NumberStyles.Float, CultureInfo.InvariantCulture, out float single))
        {
            return new FormulaValue(type, Build.Number(single));
        }

        return type == FormulaType.Double && double.TryParse(digits, NumberStyles.Float, CultureInfo.InvariantCulture, out double number)
            ? new FormulaValue(type, Build.Number(number))
            : throw new NotSupportedException($"its formula has the number '{text}'");
    }

    private static void RequireBoolean(FormulaValue value)
    {
        if (value.Type != FormulaType.Boolean)
        {
            throw new NotSupportedException("its formula has a number where a condition belongs");
        }
    }

    private bool Take(string sign)
    {
        if (Current.Kind != FormulaTokenKind.Sign || Current.Text != sign)
        {
            return false;
        }

        at++;
        return true;
    }

    private void Require(string sign)
    {
        if (!Take(sign))
        {
            throw Unexpected();
        }
    }

    private NotSupportedException Unexpected() =>
        new(Current.Kind == FormulaTokenKind.End ? "its formula ends too early" : $"its formula has '{Current.Text}' where it does not belong");
}

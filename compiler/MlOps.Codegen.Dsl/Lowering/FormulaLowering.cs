using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using MlOps.Codegen.Compiler.Transformations;
using MlOps.Codegen.Diagnostics;
using MlOps.Codegen.Dsl.Checking;
using MlOps.Codegen.Dsl.Syntax;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Expressions;

namespace MlOps.Codegen.Dsl.Lowering;

/// <summary>Lowers formulas to expressions of a plan. Missing values propagate, and a missing condition is not true.</summary>
/// <param name="scope">What names mean.</param>
/// <param name="origin">What the formulas belong to.</param>
internal sealed class FormulaLowering(Scope scope, Origin origin)
{
    public Scope Scope => scope;

    public Origin Origin => origin;

    /// <summary>Lowers a formula.</summary>
    /// <param name="formula">The formula.</param>
    /// <returns>Its value, of bounded depth; null after a diagnostic.</returns>
    public Typed? Lower(Formula formula)
    {
        // Formulas are bounded, and chains of features, too; their product might not fit the stack of the caller's thread.
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            scope.Context.Report(DiagnosticDescriptors.FormulaTooDeep, formula.Location);
            return null;
        }

        Typed? lowered = formula switch
        {
            NumberFormula or TextFormula or MomentFormula or WordFormula { Value: not null } => Constant(formula),
            WordFormula => new Typed(Literal.Missing(DataType.Double), FormulaType.Double),
            NameFormula name => scope.Resolve(name),
            PrefixFormula { Sign: "-" } minus => Constants.Of(minus) ?? Negated(minus),
            PrefixFormula not => Condition(not.Operand, "'not'") is { } operand ? new Typed(Build.Not(operand), FormulaType.Boolean) : null,
            InfixFormula infix => Operations.Lower(infix, this),
            InFormula isIn => In(isIn),
            LikeFormula like => TextFunctions.Like(like, this),
            MissingFormula missing => Missing(missing),
            ChoiceFormula choice => Choice(choice),
            MatchFormula match => Match(match),
            CallFormula call => Call(call),
            _ => throw new InvalidOperationException($"unknown formula {formula.GetType().Name}"),
        };
        return lowered is null
            ? null
            : lowered with { Value = ExpressionDepth.Bounded(lowered.Value, "part", scope.Context, origin) };
    }

    /// <summary>A formula as a double; null after a diagnostic.</summary>
    public Expression? Number(Formula formula, string what) =>
        Lower(formula) is { } value ? AsNumber(value, formula.Location, what) : null;

    /// <summary>A value as a double; null after a diagnostic.</summary>
    public Expression? AsNumber(Typed value, SourceLocation at, string what)
    {
        if (IsMissing(value))
        {
            return Literal.Missing(DataType.Double);
        }

        if (value.Type.IsNumber)
        {
            return Build.ToDouble(value.Value);
        }

        Mismatch(what, "a number", value, at);
        return null;
    }

    /// <summary>A formula as a condition; null after a diagnostic.</summary>
    public Expression? Condition(Formula formula, string what)
    {
        if (Lower(formula) is not { } value)
        {
            return null;
        }

        if (value.Type.Type == DataType.Boolean)
        {
            return value.Value;
        }

        Mismatch(what, "a condition", value, formula.Location);
        return null;
    }

    /// <summary>A formula as a text; null after a diagnostic.</summary>
    public Expression? Text(Formula formula, string what)
    {
        if (Lower(formula) is not { } value)
        {
            return null;
        }

        if (value.Type.Type == DataType.String)
        {
            return value.Value;
        }

        Mismatch(what, "a text", value, formula.Location);
        return null;
    }

    /// <summary>The days since 1970-01-01 of a date, or of a timestamp's date; null after a diagnostic.</summary>
    public Expression? Days(Typed value, SourceLocation at, string what)
    {
        if (value.Type.Type is DataType.Date or DataType.DateTime)
        {
            return CalendarFunctions.Days(value, this);
        }

        Mismatch(what, "a date", value, at);
        return null;
    }

    /// <summary>Gives a name to what a formula uses several times.</summary>
    public Expression Define(string name, Expression value) => scope.Context.Plan.Define(name, value, origin);

    /// <summary>Values of one type: the common type of numbers, or the type that all have. Null after a diagnostic.</summary>
    public ImmutableArray<Typed>? Aligned(IReadOnlyList<(Typed Value, SourceLocation At)> values, string what)
    {
        (Typed Value, SourceLocation At)[] known = [.. values.Where(value => !IsMissing(value.Value))];
        if (known.Length == 0)
        {
            return [.. values.Select(value => value.Value)];
        }

        FormulaType type = known[0].Value.Type;
        foreach ((Typed value, SourceLocation at) in known.Skip(1))
        {
            if (type.IsNumber && value.Type.IsNumber)
            {
                type = FormulaType.Common(type, value.Type);
            }
            else if (type.Type != value.Type.Type)
            {
                Mismatch(what, type.Name, value, at);
                return null;
            }
        }

        // Dates that are counted and dates of columns have the days in common.
        DataType held = type.Type == DataType.Date && known.Any(value => value.Value.Value.Type == DataType.Integer) ? DataType.Integer : type.Type;
        bool isClosed = known.All(value => !value.Value.Values.IsEmpty || value.Value.Value is Literal { Type: DataType.String });
        ImmutableArray<string> texts = isClosed && type.Type == DataType.String
            ? [.. known.SelectMany(value => value.Value.Values.IsEmpty ? [((Literal)value.Value.Value).Value.Text] : value.Value.Values).Distinct(StringComparer.Ordinal)]
            : [];
        return [.. values.Select(value => new Typed(Held(value.Value, type, held), type) { Values = texts })];
    }

    /// <summary>A constant of a type; a timestamp is by the clocks of the pipeline's zone. Null after a diagnostic.</summary>
    public Literal? ConstantOf(Formula formula, FormulaType type) =>
        Constants.OrReport(formula, type, scope.Context.Diagnostics) is { } literal ? scope.Clocks.Constant(literal) : null;

    /// <summary>Reports that a value is of a wrong type.</summary>
    public void Mismatch(string what, string wanted, Typed value, SourceLocation at) =>
        scope.Context.Report(DiagnosticDescriptors.WrongType, at, what, wanted, value.Type.Name);

    /// <summary>Whether a value is the word <c>missing</c>, which has any type.</summary>
    public static bool IsMissing(Typed value) => value.Value is Literal { IsMissing: true };

    private static Expression Held(Typed value, FormulaType type, DataType held) => value.Value switch
    {
        Literal { IsMissing: true } => Literal.Missing(held),
        Literal { Type: DataType.Date } date when held == DataType.Integer => Literal.Integer(date.Value.Integer),
        { Type: DataType.Date } date when held == DataType.Integer => Build.Unary(UnaryOperator.ToInteger, date),
        { } number when type.Type == DataType.Double => Build.ToDouble(number),
        { } other => other,
    };

    private Typed? Constant(Formula formula)
    {
        if (Constants.Of(formula) is { } constant)
        {
            return constant.Type.Type == DataType.DateTime ? constant with { Value = scope.Clocks.Constant((Literal)constant.Value) } : constant;
        }

        scope.Context.Report(
            DiagnosticDescriptors.InvalidLiteral, formula.Location,
            formula is MomentFormula moment ? $"there is no time '{moment.Value}'" : "the number is too large");
        return null;
    }

    private Typed? Negated(PrefixFormula minus)
    {
        if (Lower(minus.Operand) is not { } operand)
        {
            return null;
        }

        if (operand.Type.IsNumber)
        {
            return new Typed(Build.Unary(UnaryOperator.Negate, operand.Value), operand.Type);
        }

        Mismatch("'-'", "a number", operand, minus.Location);
        return null;
    }

    private Typed? Missing(MissingFormula missing)
    {
        if (Lower(missing.Operand) is not { } operand)
        {
            return null;
        }

        Expression isMissing = Build.IsMissing(operand.Value);
        return new Typed(missing.IsNegated ? Build.Not(isMissing) : isMissing, FormulaType.Boolean);
    }

    private Typed? In(InFormula isIn)
    {
        if (Lower(isIn.Operand) is not { } operand)
        {
            return null;
        }

        if (operand.Type.Type == DataType.Double && isIn.Values.All(value => Constants.Of(value, FormulaType.Double) is not null))
        {
            operand = operand with { Type = FormulaType.Double };
        }

        var literals = new List<Literal>();
        foreach (Formula value in isIn.Values)
        {
            if (ConstantOf(value, operand.Type) is not { } literal)
            {
                return null;
            }

            if (literal.IsMissing)
            {
                scope.Context.Report(DiagnosticDescriptors.InvalidLiteral, value.Location, "a set has no missing value: ask 'is missing'");
                return null;
            }

            Operations.CheckClosed(operand, literal, value.Location, scope.Context);
            literals.Add(operand.Value.Type == DataType.Integer && literal.Type == DataType.Date ? Literal.Integer(literal.Value.Integer) : literal);
        }

        // Sets are of numbers, texts and conditions: calendar values are compared by what they count.
        Expression tested = operand.Value;
        if (tested.Type is DataType.Date or DataType.DateTime or DataType.Time)
        {
            tested = Build.Unary(UnaryOperator.ToInteger, tested);
            literals = [.. literals.Select(literal => Literal.Integer(literal.Value.Integer))];
        }

        Expression result = Build.InSet(tested, literals);
        return new Typed(isIn.IsNegated ? Build.Not(result) : result, FormulaType.Boolean);
    }

    private Typed? Choice(ChoiceFormula choice)
    {
        var conditions = new List<Expression?>();
        var values = new List<(Typed, SourceLocation)>();
        bool complete = true;
        foreach ((Formula condition, Formula value) in choice.Branches)
        {
            conditions.Add(Condition(condition, "'when'"));
            complete &= Add(value);
        }

        complete &= choice.Else is null || Add(choice.Else);
        if (!complete || conditions.Contains(null) || Aligned(values, "'then'") is not { } aligned)
        {
            return null;
        }

        Typed first = aligned[0];
        Expression otherwise = choice.Else is null ? Literal.Missing(first.Value.Type) : aligned[^1].Value;
        Expression result = Build.Case([.. conditions.Select((condition, i) => new CaseBranch(condition!, aligned[i].Value))], otherwise);
        return first with { Value = result };

        bool Add(Formula value)
        {
            if (Lower(value) is not { } lowered)
            {
                return false;
            }

            values.Add((lowered, value.Location));
            return true;
        }
    }

    private Typed? Match(MatchFormula match)
    {
        if (Lower(match.Operand) is not { } operand)
        {
            return null;
        }

        var values = new List<(Typed, SourceLocation)>();
        var keys = new List<Literal>();
        foreach ((Formula key, Formula value) in match.Rows)
        {
            if (ConstantOf(key, operand.Type.IsNumber && operand.Type.Type == DataType.Double ? FormulaType.Double : operand.Type) is not { } literal
                || Lower(value) is not { } lowered)
            {
                return null;
            }

            Operations.CheckClosed(operand, literal, key.Location, scope.Context);
            if (literal.IsMissing || keys.Contains(literal))
            {
                scope.Context.Report(DiagnosticDescriptors.InvalidLiteral, key.Location, "each key of 'match' is another value, and none is missing");
                return null;
            }

            keys.Add(literal);
            values.Add((lowered, value.Location));
        }

        if (match.Else is not null)
        {
            if (Lower(match.Else) is not { } otherwise)
            {
                return null;
            }

            values.Add((otherwise, match.Else.Location));
        }

        if (values.Count == 0 || Aligned(values, "'match'") is not { } aligned)
        {
            return null;
        }

        Typed key0 = new(Define("matched", operand.Value), operand.Type);
        Literal[] held = [.. keys.Select(key => key0.Value.Type == DataType.Integer && key.Type == DataType.Date ? Literal.Integer(key.Value.Integer) : key)];
        Expression last = match.Else is null ? Literal.Missing(aligned[0].Value.Type) : aligned[^1].Value;
        return aligned[0] with
        {
            Value = Build.Case([.. held.Select((key, i) => new CaseBranch(Build.Equal(key0.Value, key), aligned[i].Value))], last),
        };
    }

    private Typed? Call(CallFormula call)
    {
        if (call.Over is not null || call.IsDistinct || call.Where is not null || call.Per is not null || call.Via is not null)
        {
            return scope.Aggregate(call);
        }

        if (scope.Table(call.Function) is { } table)
        {
            return table.Lower(call, this);
        }

        if (FunctionCatalog.Find(call.Function) is { } function)
        {
            return function.Lower(call, this);
        }

        if (scope.Declarations.IsUnread(call.Function))
        {
            return null;
        }

        scope.Context.Report(
            DiagnosticDescriptors.NoSuchFunction, call.Location, call.Function,
            Declarations.Hint(call.Function, FunctionCatalog.Names.Concat(scope.Declarations.Tables.Keys)));
        return null;
    }
}

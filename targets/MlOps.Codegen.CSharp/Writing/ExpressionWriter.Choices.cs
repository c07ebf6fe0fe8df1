using MlOps.Codegen.CSharp.Naming;
using MlOps.Codegen.Plan.Expressions;

namespace MlOps.Codegen.CSharp.Writing;

/// <content>Choices and sets.</content>
internal sealed partial class ExpressionWriter
{
    private const int MostInlineBranches = 3;
    private const int LargestInlineChoice = 24;
    private const int LongestElseIf = 24;
    private const int DeepestBlock = 6;
    private const int MostPatternValues = 12;

    /// <summary>Writes statements that assign an expression's value.</summary>
    /// <param name="target">What is assigned.</param>
    /// <param name="expression">The expression.</param>
    /// <param name="type">The type to declare the target with; null where it is declared already.</param>
    public void Assign(string target, Expression expression, string? type)
    {
        if (expression is CaseExpression @case && !IsSmall(@case))
        {
            if (type is not null)
            {
                scope.Current.Line($"{type} {target};");
            }

            if (@case.Branches.Length <= LongestElseIf)
            {
                AssignByElseIf(target, @case);
            }
            else
            {
                AssignByExit(target, @case);
            }

            return;
        }

        // What is assigned to has a type already.
        Code value = expression switch
        {
            Literal literal => Code.Atom(Literals.Element(literal.Type, literal.Value)),
            { Type: DataType.Boolean } when IsNeverMissing(expression) => True(expression),
            _ => Value(expression),
        };
        scope.Current.Line($"{(type is null ? "" : type + " ")}{target} = {value.Text};");
    }

    // Conditions are computed before the chain where they need statements, values only in their branch.
    private void AssignByElseIf(string target, CaseExpression @case)
    {
        Code[] conditions = [.. @case.Branches.Select(branch => True(branch.Condition))];
        for (int i = 0; i < conditions.Length; i++)
        {
            scope.Open($"{(i == 0 ? "if" : "else if")} ({conditions[i].Text})");
            AssignBranch(target, @case.Branches[i].Value);
            scope.Close();
        }

        scope.Open("else");
        AssignBranch(target, @case.Else);
        scope.Close();
    }

    // A chain of else-if nests in the compiler, whatever it looks like; leaving a block does not.
    private void AssignByExit(string target, CaseExpression @case)
    {
        scope.Open("do");
        foreach (CaseBranch branch in @case.Branches)
        {
            scope.Open($"if ({True(branch.Condition).Text})");
            AssignBranch(target, branch.Value);
            scope.Current.Line("break;");
            scope.Close();
        }

        AssignBranch(target, @case.Else);
        scope.Close(" while (false);");
    }

    private void AssignBranch(string target, Expression value)
    {
        if (scope.BlockDepth >= DeepestBlock && value is CaseExpression @case && !IsSmall(@case))
        {
            string part = scope.DeclarePart();
            scope.Before(() => Assign(part, value, TypeNames.Held(value.Type)));
            scope.Current.Line($"{target} = {part};");
        }
        else
        {
            Assign(target, value, type: null);
        }
    }

    private Code Case(CaseExpression @case)
    {
        if (IsSmall(@case))
        {
            return Choice(@case, Value);
        }

        string part = scope.DeclarePart();
        if (scope.BlockDepth >= DeepestBlock)
        {
            scope.Before(() => Assign(part, @case, TypeNames.Held(@case.Type)));
        }
        else
        {
            Assign(part, @case, TypeNames.Held(@case.Type));
        }

        return Code.Atom(part);
    }

    private Code Choice(CaseExpression @case, Func<Expression, Code> write)
    {
        Code result = write(@case.Else);
        for (int i = @case.Branches.Length - 1; i >= 0; i--)
        {
            Code condition = True(@case.Branches[i].Condition);
            Code value = write(@case.Branches[i].Value);
            bool chained = i < @case.Branches.Length - 1;
            result = Code.Operation(
                $"{condition.Operand} ? {value.Operand} : {(chained ? result.Text : result.Operand)}", condition, value, result);
        }

        return result;
    }

    private static bool IsSmall(CaseExpression @case)
    {
        if (@case.Branches.Length > MostInlineBranches)
        {
            return false;
        }

        int size = 0;
        var pending = new Stack<Expression>();
        pending.Push(@case);
        while (pending.TryPop(out Expression? next))
        {
            if (++size > LargestInlineChoice)
            {
                return false;
            }

            foreach (Expression child in ExpressionChildren.Of(next))
            {
                pending.Push(child);
            }
        }

        return true;
    }

    private static bool HasPattern(InSetExpression inSet) =>
        inSet.Values.Length is > 0 and <= MostPatternValues && inSet.Operand.Type != DataType.Boolean && inSet.Operand is not Literal;

    // NaN and null are no members of a set, and no members of what is outside of it either.
    private Code Membership(InSetExpression inSet, bool wanted)
    {
        Code operand = Value(inSet.Operand);
        string values = string.Join(" or ", inSet.Values.Select(value => Literals.Element(value.Type, value.Value)));
        string missing = inSet.Operand.Type == DataType.Double ? "double.NaN" : "null";
        return Code.Operation(wanted ? $"{operand.Operand} is {values}" : $"{operand.Operand} is not ({missing} or {values})", operand);
    }

    private Code InSet(InSetExpression inSet)
    {
        Code operand = Value(inSet.Operand);
        if (inSet.Values.IsEmpty)
        {
            // False where there is a value, missing where there is none.
            return CallOf("ScalarTest.NotEqual", operand, operand);
        }

        if (inSet.Operand.Type == DataType.Boolean)
        {
            return inSet.Values.Length == 1
                ? CallOf("ScalarTest.Equal", operand, LiteralCode(inSet.Values[0]))
                : CallOf("ScalarTest.Equal", operand, operand);
        }

        string categories = scope.Data.Categories(inSet.Operand.Type, [.. inSet.Values.Select(literal => literal.Value)]);
        return CallOf($"{categories}.Contains", operand);
    }
}

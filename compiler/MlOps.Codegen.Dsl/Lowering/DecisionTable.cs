using System.Collections.Immutable;
using System.Globalization;
using MlOps.Codegen.Diagnostics;
using MlOps.Codegen.Dsl.Checking;
using MlOps.Codegen.Dsl.Syntax;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Expressions;
using MlOps.Codegen.Plan.Kernels;

namespace MlOps.Codegen.Dsl.Lowering;

/// <summary>A decision table, which is called like a function: the value of the first row all of whose cells hold.</summary>
/// <param name="Syntax">The statement, its rows read.</param>
/// <param name="Values">Lowers the values of rows, where the table is declared.</param>
internal sealed record DecisionTable(TableStatement Syntax, FormulaLowering Values)
{
    /// <summary>Lowers a call of the table; null after a diagnostic.</summary>
    public Typed? Lower(CallFormula call, FormulaLowering lowering)
    {
        Typed?[] arguments = [.. call.Arguments.Select(lowering.Lower)];
        if (arguments.Length != Syntax.Columns.Length)
        {
            lowering.Scope.Context.Report(
                DiagnosticDescriptors.WrongArguments, call.Location, call.Function, string.Join(", ", Syntax.Columns), Function.Count(arguments.Length));
            return null;
        }

        if (arguments.Contains(null))
        {
            return null;
        }

        var values = new List<(Typed, SourceLocation)>();
        foreach (Formula formula in Syntax.Rows.Select(row => row.Value).Concat(Syntax.Else is null ? [] : [Syntax.Else]))
        {
            if (Values.Lower(formula) is not { } value)
            {
                return null;
            }

            values.Add((value, formula.Location));
        }

        if (values.Count == 0 || Values.Aligned(values, $"'{Syntax.Name}'") is not { } aligned)
        {
            return null;
        }

        Typed last = Syntax.Else is null ? aligned[0] with { Value = Literal.Missing(aligned[0].Value.Type) } : aligned[^1];
        return IsLookup(arguments!, aligned, last)
            ? Lookup(arguments!, aligned, last, lowering)
            : Cases(arguments!, aligned, last, lowering);
    }

    private bool IsLookup(Typed[] arguments, ImmutableArray<Typed> values, Typed last) =>
        Syntax.Rows.Length > 8
        && arguments.All(argument => argument.Value.Type is DataType.Integer or DataType.String && argument.Type.Type != DataType.Date)
        && Syntax.Rows.All(row => row.Cells.All(cell => cell.Sign == "="))
        && values.All(value => value.Value is Literal)
        && last.Value is Literal;

    private Typed? Lookup(Typed[] arguments, ImmutableArray<Typed> values, Typed last, FormulaLowering lowering)
    {
        var rows = new List<LookupRow>();
        var known = new HashSet<string>(StringComparer.Ordinal);
        for (int i = 0; i < Syntax.Rows.Length; i++)
        {
            TableRow row = Syntax.Rows[i];
            if (!HasCells(row, lowering))
            {
                return null;
            }

            Literal?[] key = [.. row.Cells.Select((cell, column) => Constant(cell.Value!, arguments[column], lowering))];
            if (key.Contains(null))
            {
                return null;
            }

            // The first of several rows with one key counts.
            if (known.Add(string.Join('\u0001', key.Select(part => part!.Value.ToString()))))
            {
                rows.Add(new LookupRow([.. key.Select(part => part!.Value)], [((Literal)values[i].Value).Value]));
            }
        }

        ImmutableArray<PlanValue> keys = [.. arguments.Select((argument, i) =>
            lowering.Scope.Context.Plan.DefineValue($"{Syntax.Name}_{Syntax.Columns[i]}", argument.Value, lowering.Origin))];
        var table = new LookupTable(keys, [.. rows], [(Literal)last.Value], [(Literal)last.Value]);
        return last with { Value = Build.Ref(lowering.Scope.Context.Plan.DefineKernel([Syntax.Name], table, lowering.Origin)[0]) };
    }

    private Typed? Cases(Typed[] arguments, ImmutableArray<Typed> values, Typed last, FormulaLowering lowering)
    {
        Typed[] named = [.. arguments.Select((argument, i) => argument with { Value = lowering.Define($"{Syntax.Name}_{Syntax.Columns[i]}", argument.Value) })];
        var branches = ImmutableArray.CreateBuilder<CaseBranch>();
        for (int i = 0; i < Syntax.Rows.Length; i++)
        {
            TableRow row = Syntax.Rows[i];
            if (!HasCells(row, lowering))
            {
                return null;
            }

            Expression?[] tests = [.. row.Cells.Select((cell, column) => Test(cell, named[column], lowering))];
            if (tests.Contains(null))
            {
                return null;
            }

            branches.Add(new CaseBranch(Build.And(tests!), values[i].Value));
        }

        return last with { Value = Build.Case(branches.ToImmutable(), last.Value) };
    }

    private bool HasCells(TableRow row, FormulaLowering lowering)
    {
        if (row.Cells.Length == Syntax.Columns.Length)
        {
            return true;
        }

        lowering.Scope.Context.Report(
            DiagnosticDescriptors.InvalidDeclaration, row.Location,
            string.Create(CultureInfo.InvariantCulture, $"the table '{Syntax.Name}' has {Syntax.Columns.Length} columns, and this row has {row.Cells.Length} cells"));
        return false;
    }

    private static Expression? Test(TableCell cell, Typed argument, FormulaLowering lowering)
    {
        if (cell.Sign is null)
        {
            return Literal.True;
        }

        if (Constant(cell.Value!, argument, lowering) is not { } literal)
        {
            return null;
        }

        bool isOrder = cell.Sign is not ("=" or "!=");
        if (isOrder && argument.Type.Type is DataType.String or DataType.Boolean)
        {
            lowering.Mismatch("a comparison in a table", "numbers or times", argument, cell.Value!.Location);
            return null;
        }

        if (cell.Sign == "..")
        {
            return Constant(cell.End!, argument, lowering) is { } end
                ? Build.And(
                    Build.Binary(BinaryOperator.GreaterOrEqual, argument.Value, literal), Build.Binary(BinaryOperator.Less, argument.Value, end))
                : null;
        }

        BinaryOperator @operator = cell.Sign switch
        {
            "=" => BinaryOperator.Equal,
            "!=" => BinaryOperator.NotEqual,
            "<" => BinaryOperator.Less,
            "<=" => BinaryOperator.LessOrEqual,
            ">" => BinaryOperator.Greater,
            ">=" => BinaryOperator.GreaterOrEqual,
            _ => throw new InvalidOperationException($"unknown sign {cell.Sign}"),
        };
        return Build.Binary(@operator, argument.Value, literal);
    }

    // A fraction next to an integer compares with no integer: as a double it would, and so the cell is refused.
    private static Literal? Constant(Formula formula, Typed argument, FormulaLowering lowering)
    {
        if (lowering.ConstantOf(formula, argument.Type.Type == DataType.Double ? FormulaType.Double : argument.Type) is not { } literal)
        {
            return null;
        }

        if (literal.IsMissing)
        {
            lowering.Scope.Context.Report(DiagnosticDescriptors.InvalidLiteral, formula.Location, "nothing equals a missing value: write 'any', or leave it to 'else'");
            return null;
        }

        Operations.CheckClosed(argument, literal, formula.Location, lowering.Scope.Context);
        return argument.Value.Type == DataType.Integer && literal.Type == DataType.Date ? Literal.Integer(literal.Value.Integer) : literal;
    }
}

using System.Collections.Immutable;
using MlOps.Codegen.Compiler.Lowering;
using MlOps.Codegen.Compiler.Pipeline;
using MlOps.Codegen.Diagnostics;
using MlOps.Codegen.Plan.Expressions;

namespace MlOps.Codegen.Compiler.Transformations;

/// <summary>Membership in sets of constants.</summary>
internal static class ValueSet
{
    /// <summary>Whether a value is one of those written in the file.</summary>
    /// <param name="value">The value.</param>
    /// <param name="texts">The set, read by the value's type; a fraction is no integer's equal and is dropped.</param>
    /// <param name="scope">Where it stands.</param>
    /// <param name="at">The place for diagnostics.</param>
    /// <returns>A boolean, missing where the value is; null after a diagnostic.</returns>
    public static Expression? Contains(TypedExpression value, IEnumerable<string> texts, IFieldScope scope, SourceLocation at)
    {
        var literals = ImmutableArray.CreateBuilder<Literal>();
        bool valid = true;
        foreach (string text in texts)
        {
            Literal? literal = ConstantText.Parse(text, value.Type);
            if (literal is { IsMissing: false })
            {
                literals.Add(literal);
            }
            else if (literal is null && !(value.Type.Type == DataType.Integer && ConstantText.Parse(text, DataType.Double) is not null))
            {
                scope.Context.Report(DiagnosticDescriptors.InvalidConstant, at, text, Conversions.Name(value.Type));
                valid = false;
            }
        }

        return valid ? Among(value.Value, literals.ToImmutable()) : null;
    }

    /// <summary>Whether an operand is one of the literals, whatever its type.</summary>
    /// <param name="operand">The operand.</param>
    /// <param name="literals">Literals of its type, none missing.</param>
    public static Expression Among(Expression operand, ImmutableArray<Literal> literals) =>
        operand.Type is DataType.Date or DataType.Time or DataType.DateTime
            ? Build.InSet(
                Build.Unary(UnaryOperator.ToInteger, operand),
                literals.Select(literal => new Literal(DataType.Integer, literal.Value)))
            : Build.InSet(operand, literals);
}
